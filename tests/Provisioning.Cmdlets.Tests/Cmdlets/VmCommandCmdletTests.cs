using System.Management.Automation;
using System.Reflection;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>The commands that force one thing.</summary>
public class VmCommandCmdletTests
{
    public static TheoryData<string> Commands => [.. VmCommands.All.Select(c => c.Name)];

    public static TheoryData<string> OfCreation => [.. VmCommands.All.Where(c => c.Needs is not null).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void In_the_creation_the_next_command_is_named_and_on_a_ready_machine_none(string name)
    {
        var command = VmCommands.Find(name)!;
        var host = FakeHost.Installed().WithServices("a", "b");
        host.ServiceTable[0] = host.ServiceTable[0] with { LocalStatus = command.Needs ?? VmStatus.Ready };
        host.ServiceTable[1] = host.ServiceTable[1] with { LocalStatus = VmStatus.Ready };
        var told = Pipeline.From(1, 2).To(TypeOf(command), new { Confirm = false }).Run().OrThrow().OutputOf<RequestedVmCommand>().ToList();

        Assert.Equal([$"VirtualMachines.RunStep 1 {name}", $"VirtualMachines.RunStep 2 {name}"], host.Writes);
        Assert.Equal((command.Cmdlet, command.Mark, command.Completes, command.NextCmdlet), (told[0].Command, told[0].Mark, told[0].LeadsTo, told[0].NextCommand));
        Assert.Equal(name == VmCommands.RemoveInstance ? (VmStatus.Ready, VmStatus.SetIp, "Copy-VmTemplate") : (VmStatus.Ready, VmStatus.Ready, null), (told[1].LocalStatus, told[1].LeadsTo, told[1].NextCommand));
    }

    [Theory]
    [MemberData(nameof(OfCreation))]
    public void The_rest_of_the_creation_follows_when_asked(string name)
    {
        var host = FakeHost.Installed().WithServices("a");
        Pipeline.Of(TypeOf(VmCommands.Find(name)!), new { Id = 1, Continue = true }).Run().OrThrow();
        Assert.Equal([$"VirtualMachines.RunStep 1 {name}", "VirtualMachines.GoOn 1"], host.Writes);

        host.Forbidden["Deploy"] = new(ErrorIds.StatusForbids, ErrorKind.State, "It is ready.", "1");
        host.Calls.Clear();
        Assert.Single(Pipeline.Of(TypeOf(VmCommands.Find(name)!), new { Id = 1, Continue = true }).Run().Errors);
        Assert.Empty(host.Writes);
    }

    [Fact]
    public void A_lock_is_told_as_a_warning()
    {
        var host = FakeHost.Installed().WithServices("a");
        host.ServiceTable[0] = host.ServiceTable[0] with { RemoteLock = "backup" };
        var result = Pipeline.Of<SetVmCpuRamCommand>(new { Id = 1 }).Run().OrThrow();
        Assert.Contains("locked (backup)", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Single(result.Output);
    }

    [Fact]
    public void A_running_machine_is_an_error_of_its_service()
    {
        var host = FakeHost.Installed().WithServices("a", "b");
        host.Faults["VirtualMachines.RunStep 1 SetCpuRam"] = new(ErrorIds.MachineRunning, ErrorKind.State, "It runs.", "1");
        var result = Pipeline.From(1, 2).To<SetVmCpuRamCommand>().Run();
        Failed<SetVmCpuRamCommand>(result, ErrorIds.MachineRunning, ErrorCategory.InvalidOperation, 1L);
        Assert.Single(result.Output);
    }

    [Fact]
    public void WhatIf_asks_whether_it_would_be_refused()
    {
        var host = FakeHost.Installed().WithServices("a");
        host.Faults["VirtualMachines.CheckStep 1 SetCloudInit"] = new(ErrorIds.MachineRunning, ErrorKind.State, "It runs.", "1");
        Failed<SetVmCloudInitCommand>(Pipeline.Of<SetVmCloudInitCommand>(new { Id = 1, WhatIf = true }).Run(), ErrorIds.MachineRunning, ErrorCategory.InvalidOperation, 1L);
        Assert.Empty(host.Writes);
    }

    internal static Type TypeOf(VmCommand command) => typeof(VmCommandCmdlet).Assembly.GetTypes()
        .Single(t => t.GetCustomAttribute<CmdletAttribute>() is { } c && $"{c.VerbName}-{c.NounName}" == command.Cmdlet);
}
