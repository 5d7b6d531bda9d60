using System.Reflection;

namespace Provisioning.Cmdlets.Tests.Conventions;

/// <summary>Scripts compare error ids: none may vanish or change its meaning unnoticed.</summary>
public class ErrorIdTests
{
    private static readonly IReadOnlyList<FieldInfo> Ids =
        [.. typeof(ErrorIds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral)];

    [Fact]
    public void Each_id_is_its_own_name()
    {
        Assert.NotEmpty(Ids);
        Assert.All(Ids, f => Assert.Equal(f.Name, f.GetRawConstantValue()));
    }

    /// <summary>A new id goes into the list by hand: that is the moment to ask whether an existing one says it already.</summary>
    [Fact]
    public void The_ids_are_the_approved_ones()
    {
        var approved = File.ReadAllLines(Repository.PathOf("tests", "Provisioning.Cmdlets.Tests", "Conventions", "ErrorIds.approved.txt"));
        var actual = Ids.Select(f => f.Name).ToList();

        Violations.None(
        [
            .. actual.Except(approved).Select(id => $"{id} is new: put it into ErrorIds.approved.txt"),
            .. approved.Except(actual).Select(id => $"{id} is gone, and scripts may compare it"),
        ]);
    }
}
