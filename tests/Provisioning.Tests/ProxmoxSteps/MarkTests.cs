using Provisioning.Proxmox;

namespace Provisioning.Tests.ProxmoxSteps;

public class MarkTests
{
    private static readonly OwnershipMark Mark = new(Guid.Parse("0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11"), 42, 101);

    [Fact]
    public void Its_own_notes_name_it() => Assert.Equal(Ownership.Ours, Mark.Of(Mark.Notes()));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n\n> ")]
    [InlineData("  ")]
    public void People_may_write_around_it(string between) =>
        Assert.Equal(Ownership.Ours, Mark.Of($"# My machine{between}{Mark.Notes().Replace("\n", between, StringComparison.Ordinal)}{between}do not touch"));

    [Fact]
    public void Capitals_and_wrapped_lines_do_not_matter() =>
        Assert.Equal(Ownership.Ours, Mark.Of(Mark.ToString().ToUpperInvariant().Replace(" ", "\n  ", StringComparison.Ordinal)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("provisioning-mark:")]
    [InlineData("provisioning-mark: store=not-a-guid service=42 vmid=101")]
    [InlineData("provisioning-mark: store=0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11 service=99999999999999999999 vmid=101")]
    [InlineData("provisioning-mark: store=0b8f6f2e-5f43-4f8c-9a55-0d9f2a6f0c11 service=42 vmid=1011111111")]
    public void What_is_no_mark_is_none(string? notes) => Assert.Equal(Ownership.Unmarked, Mark.Of(notes));

    [Fact]
    public void Another_store_service_or_vmid_is_foreign()
    {
        foreach (var other in new[] { Mark with { Store = Guid.Empty }, Mark with { Service = 43 }, Mark with { VmId = 102 } })
            Assert.Equal(Ownership.Foreign, Mark.Of(other.Notes()));
    }

    [Fact]
    public void Marks_that_contradict_each_other_are_foreign() =>
        Assert.Equal(Ownership.Foreign, Mark.Of(Mark.Notes() + (Mark with { VmId = 102 }).Notes()));
}
