using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Set-ProvisionedService, Reset-ServiceStatus, and due dates elsewhere.</summary>
public class CareCmdletTests
{
    private static readonly DateTimeOffset Day = new(2030, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_due_date_is_set_and_nothing_written_but_with_PassThru()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        Assert.Empty(Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, DueDate = Day }).Run().OrThrow().Output);
        Assert.Equal((1, new ServiceChange { DueDate = Day }), Assert.Single(host.Changes));
        var shown = Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 2, AdminNotes = "x", PassThru = true }).Run().OrThrow();
        Assert.Equal("x", Assert.IsType<ProvisionedService>(Assert.Single(shown.Output)).AdminNotes);
        Assert.Equal(new ServiceChange { AdminNotes = "x" }, host.Changes[^1].Change);
    }

    [Fact]
    public void Null_an_empty_cell_and_the_switch_take_it_away()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, DueDate = (object?)null }).Run().OrThrow();
        Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, DueDate = "" }).Run().OrThrow();
        Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, NoDueDate = true }).Run().OrThrow();
        Assert.Equal(3, host.Changes.Count);
        Assert.All(host.Changes, change => Assert.Equal(new ServiceChange { WithoutDueDate = true }, change.Change));
        Assert.NotNull(Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, NoDueDate = true, DueDate = Day }).Run().TerminatingError);
    }

    [Fact]
    public void Empty_notes_are_taken_away_and_unnamed_ones_left()
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, AdminNotes = "" }).Run().OrThrow();
        Assert.Equal(new ServiceChange { AdminNotes = "" }, host.Changes[^1].Change);
        Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, DueDate = Day }).Run().OrThrow();
        Assert.Null(host.Changes[^1].Change.AdminNotes);
    }

    [Fact]
    public void Piped_services_do_not_bring_their_old_values_along()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        var old = host.ServiceTable.Select(service => (object)(service with { DueDate = Day, AdminNotes = "old" })).ToArray();
        Pipeline.From(old).To<SetProvisionedServiceCommand>(new { AdminNotes = "new" }).Run().OrThrow();
        Assert.Equal([1L, 2], host.Changes.Select(change => change.Id));
        Assert.All(host.Changes, change => Assert.Equal(new ServiceChange { AdminNotes = "new" }, change.Change));
    }

    [Fact]
    public void A_date_that_a_rule_acts_on_at_once_is_warned_of()
    {
        var host = FakeHost.Installed().WithServices("a");
        host.PreviewTable.Add(new TickPreview(1, "a", "Deploy", "clone", "set_ip", Day, null));
        // A schedule that happens to be due has nothing to do with the date.
        host.PreviewTable.Add(new TickPreview(1, "a", "ExpireSnapshots", "expire_snapshots", "ready", Day, null) { Reason = "due by itself", Origin = OperationOrigin.Schedule });
        host.PreviewTable.Add(new TickPreview(1, "a", "Terminate", "delete_backups", "ready", Day, null) { Reason = "40 days overdue", Origin = OperationOrigin.Renewal });
        var result = Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, DueDate = Day }).Run().OrThrow();
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("Terminate", warning, StringComparison.Ordinal);
        Assert.Contains("40 days overdue", warning, StringComparison.Ordinal);
        Assert.Equal([1L], host.LastTick!.ServiceIds!);
    }

    [Fact]
    public void Nothing_to_change_is_an_error_and_no_silence()
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, PassThru = true }).Run();
        Assert.Equal("InvalidValue", result.Errors.Single().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(result.Output);
        Assert.DoesNotContain(host.Calls, call => call.StartsWith("Change", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIf_and_refusals_change_nothing_else()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        Pipeline.Of<SetProvisionedServiceCommand>(new { Id = 1, DueDate = Day, WhatIf = true }).Run().OrThrow();
        Pipeline.Of<ResetServiceStatusCommand>(new { Id = 1, LocalStatus = "ready", WhatIf = true }).Run().OrThrow();
        Assert.Empty(host.Writes);
        host.Faults["Services.Change 1"] = new ProvisioningError(ErrorIds.StatusForbids, ErrorKind.State, "no");
        var result = Pipeline.Of<SetProvisionedServiceCommand>(new { Id = new[] { 1, 2, 3 }, DueDate = Day }).Run();
        Assert.Equal([ErrorIds.StatusForbids, ErrorIds.ServiceNotFound], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(1, result.Errors[0].TargetObject is long id ? id : 0);
        Assert.Contains(host.Changes, change => change.Id == 2);
    }

    [Theory]
    [InlineData("creation", "Set-VmDedicatedIp 1")]
    [InlineData("set_firewall", "Set-VmCloudInit 1")]
    [InlineData("set_cloudinit", "Start-ProvisionedVm 1")]
    [InlineData("ready", null)]
    [InlineData("change_package", null)]
    public void The_next_command_follows_from_the_status(string status, string? next)
    {
        FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<ResetServiceStatusCommand>(new { Id = 1, LocalStatus = status, Confirm = false }).Run().OrThrow();
        Assert.Equal(next, PSObject.AsPSObject(Assert.Single(result.Output)!).Properties["NextCommand"]!.Value);
    }

    [Fact]
    public void A_status_is_put_back_and_the_next_command_named()
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<ResetServiceStatusCommand>(new { Id = 1, LocalStatus = "CLONE", Confirm = false }).Run().OrThrow();
        Assert.Contains("Services.ResetStatus 1 clone False", host.Calls);
        var shown = PSObject.AsPSObject(Assert.Single(result.Output)!);
        Assert.Equal("Set-VmCpuRam 1", shown.Properties["NextCommand"]!.Value);
        Assert.Equal("clone", ((ProvisionedService)shown.BaseObject).LocalStatus);
    }

    [Fact]
    public void Going_on_needs_no_next_command()
    {
        var host = FakeHost.Installed().WithServices("a");
        var result = Pipeline.Of<ResetServiceStatusCommand>(new { Id = 1, LocalStatus = "set_ip", Continue = true, Confirm = false }).Run().OrThrow();
        Assert.Contains("Services.ResetStatus 1 set_ip True", host.Calls);
        Assert.Null(PSObject.AsPSObject(Assert.Single(result.Output)!).Properties["NextCommand"]!.Value);
    }

    [Fact]
    public void WhatIf_tells_a_status_that_is_none()
    {
        FakeHost.Installed().WithServices("a");
        var error = Assert.Single(Pipeline.Of<ResetServiceStatusCommand>(new { Id = 1, LocalStatus = "nowhere", WhatIf = true }).Run().Errors);
        Assert.StartsWith(ErrorIds.InvalidValue, error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_carries_its_due_date_and_an_empty_cell_is_none()
    {
        var host = FakeHost.Installed();
        Pipeline.Of<NewProvisionedVmCommand>(new { Package = "small", Client = "ann", DueDate = Day }).Run().OrThrow();
        Pipeline.Of<NewProvisionedVmCommand>(new { Package = "small", Client = "ann", DueDate = "" }).Run().OrThrow();
        Assert.Equal([Day, null], host.Batches.Select(batch => Assert.Single(batch).DueDate));
    }

    [Fact]
    public void A_package_takes_rules_keeps_them_and_gives_them_up()
    {
        var host = FakeHost.Installed();
        Pipeline.Of<NewVmPackageCommand>(new { Name = "small", SuspendAfterDays = 0, TerminateAfterDays = 30 }).Run().OrThrow();
        Assert.Equal((0, 30), Rules());
        Pipeline.Of<SetVmPackageCommand>(new { Name = "small", Cores = 2 }).Run().OrThrow();
        Assert.Equal((0, 30), Rules());
        Pipeline.Of<SetVmPackageCommand>(new { Name = "small", TerminateAfterDays = (object?)null }).Run().OrThrow();
        Assert.Equal((0, null), Rules());

        (int?, int?) Rules()
        {
            var package = Assert.Single(((IVmPackageCatalog)host).Find("small"));
            return (package.SuspendAfterDays, package.TerminateAfterDays);
        }
    }
}
