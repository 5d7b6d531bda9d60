using System.Management.Automation;
using System.Reflection;
using static Provisioning.Cmdlets.Tests.Conventions.CmdletCatalog;

namespace Provisioning.Cmdlets.Tests.Conventions;

public class BehaviourTests
{
    private static readonly HashSet<string> ChangingVerbs =
    [
        "Add", "Backup", "Clear", "Copy", "Initialize", "Install", "Invoke", "Move", "New", "Register", "Remove", "Repair", "Reset", "Restart",
        "Restore", "Resume", "Set", "Start", "Stop", "Suspend", "Sync", "Uninstall", "Unregister", "Update",
    ];

    // What may be lost by these can't be had back.
    private static readonly HashSet<string> DestructiveVerbs = ["Clear", "Install", "Remove", "Reset", "Restore", "Stop", "Uninstall", "Unregister"];

    [Fact]
    public void What_changes_something_supports_ShouldProcess() => AssertAll(
        "changes something without SupportsShouldProcess",
        c => !ChangingVerbs.Contains(c.Attribute.VerbName) || c.Attribute.SupportsShouldProcess);

    [Fact]
    public void Removal_asks_by_itself_and_nothing_harmless_does() => AssertAll(
        "ConfirmImpact is High exactly where something is destroyed",
        c => c.Attribute.ConfirmImpact == ConfirmImpact.High ? DestructiveVerbs.Contains(c.Attribute.VerbName) : c.Attribute.VerbName != "Remove");

    [Fact]
    public void Output_types_are_declared() => AssertAll(
        "no [OutputType]; what writes nothing declares typeof(void)",
        c => c.OutputTypes.Any());

    [Fact]
    public void Test_cmdlets_answer_yes_or_no() => AssertAll(
        "a Test- cmdlet that doesn't declare bool (or a result of the contracts)",
        c => c.Attribute.VerbName != "Test" || c.OutputTypes.All(t => t == typeof(bool) || t.Assembly == typeof(IProvisioningHost).Assembly));

    [Fact]
    public void What_writes_nothing_by_default_offers_PassThru() => AssertAll(
        "writes nothing and has no -PassThru",
        c => !c.OutputTypes.All(t => t == typeof(void)) || c.Attribute.VerbName is "Remove" or "Unregister" or "Clear" || c.Parameters.Any(p => p.Name == "PassThru"));

    [Fact]
    public void All_derive_from_one_base_that_stops_and_cleans_up()
    {
        var bases = All.Select(c => Base(c.Type)).Distinct().ToList();
        Assert.True(bases.Count <= 1, $"several bases: {string.Join(", ", bases)}");
        Assert.All(bases, b =>
        {
            Assert.True(b.IsAssignableTo(typeof(IDisposable)), $"{b} is not IDisposable");
            Assert.Equal(b, b.GetMethod("StopProcessing", BindingFlags.NonPublic | BindingFlags.Instance)!.DeclaringType);
        });
    }

    /// <summary>The highest class of ours that a cmdlet derives from.</summary>
    private static Type Base(Type type) => type.BaseType is { } parent && parent.Assembly == CmdletCatalog.Assembly ? Base(parent) : type;
}
