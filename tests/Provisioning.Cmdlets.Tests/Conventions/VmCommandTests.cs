using System.Reflection;
using Provisioning.Commands;
using Provisioning.Help.Pages;
using static Provisioning.Cmdlets.Tests.Conventions.CmdletCatalog;

namespace Provisioning.Cmdlets.Tests.Conventions;

/// <summary>Cmdlets, help pages and the one table of commands say the same.</summary>
public class VmCommandTests
{
    public static TheoryData<string> Commands => [.. VmCommands.All.Select(c => c.Name)];

    [Fact]
    public void There_is_a_cmdlet_for_each_command_and_no_other() => Assert.Equal(
        VmCommands.All.Select(c => c.Cmdlet).Order(),
        All.Where(c => c.Type.IsAssignableTo(typeof(VmCommandCmdlet))).Select(c => c.Name).Order());

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_cmdlet_asks_for_its_own_command(string name)
    {
        var type = All.Single(c => c.Name == VmCommands.Find(name)!.Cmdlet).Type;
        var asked = type.GetProperty("Command", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(Activator.CreateInstance(type));
        Assert.Equal(name, asked);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_page_tells_statuses_mark_and_next_command(string name)
    {
        var command = VmCommands.Find(name)!;
        var lines = new HelpPages(Repository.HelpPages).Find(command.Cmdlet)!.Description.Split('\n');

        Assert.Contains($"Allowed in: {string.Join(", ", command.AllowedIn.Select(s => $"`{s}`"))}.", lines);
        Assert.Contains(lines, line => line.StartsWith(command.Mark switch
        {
            VmMark.MustBeStopped => "Mark: `**` ",
            VmMark.MayRun => "Mark: `*` ",
            _ => "Mark: none ",
        }, StringComparison.Ordinal));
        Assert.Contains(command.NextCmdlet is { } next ? $"Next: `{next}`." : "Next: none.", lines);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_list_of_cmdlets_says_the_same(string name)
    {
        var command = VmCommands.Find(name)!;
        var mark = command.Mark switch { VmMark.MustBeStopped => "`**`", VmMark.MayRun => "`*`", _ => "" };
        var next = command.NextCmdlet is { } cmdlet ? $"`{cmdlet}`" : "";
        Assert.Contains(
            $"| [{command.Cmdlet}](en-US/{command.Cmdlet}.md) | {mark} | `{command.Needs ?? VmStatus.Ready}` | {next} |",
            File.ReadAllText(Repository.PathOf("docs", "cmdlets", "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_next_command_is_a_cmdlet(string name)
    {
        if (VmCommands.Find(name)!.NextCmdlet is { } next)
            Assert.Contains(next, All.Select(c => c.Name));
    }
}
