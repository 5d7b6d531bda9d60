namespace Provisioning.Tests.Worlds;

/// <summary>Every operation there is: a world in which it has something to do, and what must have come of it, whatever happened on the way.</summary>
internal static class PreparedOperation
{
    /// <summary>A password that the guest agent sets, where <c>ResetPassword</c> here goes the longer way.</summary>
    private const string ByAgent = "ResetPassword by agent";

    /// <summary>All of them, from the driver's plans: a new one is there by itself.</summary>
    public static TheoryData<string> Names
    {
        get
        {
            using var world = new VmWorld();
            using var process = world.Start();
            return [.. process.Operations.Keys, ByAgent];
        }
    }

    /// <summary>Brings a new world to where the operation has been asked for, in a process of its own: to a machine with something for it to do.</summary>
    public static void Ask(VmWorld world, string operation)
    {
        using var before = world.Start(worker: "before");
        if (operation == "Register")
        {
            world.Lab.AddVm(Strangers.Machine());
            Assert.Null(before.Adopt(Strangers.Request).Error);
            return;
        }
        if (RestoringSetup.Knows(operation))
        {
            before.Request(operation, 1, RestoringSetup.Prepare(world, before, operation));
            return;
        }
        var options = operation == "ChangePackage"
            ? new Dictionary<string, string> { [VmOption.CpuCores] = "2", [VmOption.IPv4Addresses] = "3", [VmOption.IPv6Addresses] = "0", [VmOption.SystemDisk] = "5", [VmOption.AdditionalDisk] = "0" }
            : operation == "Terminate" ? new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } : [];
        Assert.Null(Assert.Single(before.Order(1, order => order with { Options = options })).Error);
        if (operation == "Deploy") return;
        before.TickToTheEnd();
        switch (operation)
        {
            case "Resume":
                Done("Suspend");
                break;
            case "ChangePackage":
                before.Change(new ChangeVm { WithdrawnOptions = [.. options.Keys] });
                return;
            case "Terminate":
                world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "one"));
                world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "two"));
                world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
                break;
            case VmCommands.SetFirewall:
                break;
            case "Reinstall":
                before.Reinstall();
                return;
            case "ResetPassword":
                world.Lab.SetOption(100, "agent", null);
                before.ResetPassword(restart: true);
                return;
            case ByAgent:
                before.ResetPassword("chosen by hand");
                return;
            case "Repair":
                world.Lab.SetOption(100, "cores", "1");
                world.Lab.SetOption(100, "nameserver", "192.0.2.99");
                before.Repair(allowRestart: true);
                return;
            default:
                if (EndsOff(operation) && operation is not ("Stop" or "Suspend")) Done("Stop");
                world.Lab.SetOption(100, "cores", operation == VmCommands.SetCpuRam ? "1" : "4");
                world.Lab.SetOption(100, "ciuser", operation == VmCommands.SetCloudInit ? "other" : "admin");
                break;
        }
        before.Request(operation);

        void Done(string first)
        {
            before.Request(first);
            before.TickToTheEnd();
        }
    }

    /// <summary>Demands that it was done, each step once, and that nothing is left behind.</summary>
    public static void DemandDone(VmWorld world, string operation)
    {
        var service = Assert.Single(world.Services());
        Assert.Null(service.OperationState);
        Assert.Equal(EndLocalStatus(operation), service.LocalStatus);
        Assert.Equal(EndStatus(operation), service.Status);
        Invariants.Hold(world, powerFailed: EndsOff(operation));
        RestoringSetup.Check(world, operation);
        using var process = world.Start();
        var asked = Invariants.Operations(world, service.Id)[^1];
        Assert.Equal(
            process.Operations[asked.Name].Steps.Select(step => step.Name),
            world.Journal(service.Id).Where(entry => entry.OperationId == asked.Id && entry.Event is JournalEvent.Done or JournalEvent.Skipped).Select(entry => entry.Step));
        if (EndsOff(operation) && world.Lab.FindVm(100) is { } machine) Assert.Equal("stopped", machine.Status);
    }

    private static string EndLocalStatus(string operation) => operation switch
    {
        "Terminate" => VmStatus.Terminated,
        VmCommands.RemoveInstance => VmStatus.SetIp,
        _ => VmStatus.Ready,
    };

    private static ServiceStatus EndStatus(string operation) => operation switch
    {
        "Terminate" => ServiceStatus.Terminated,
        "Suspend" => ServiceStatus.Suspended,
        _ => ServiceStatus.Active,
    };

    /// <summary>Whether the machine is off in the end: it was switched off, or had to be for the command.</summary>
    private static bool EndsOff(string operation) =>
        operation is "Stop" or "Suspend" || VmCommands.All.Any(command => command.Name == operation && command.Mark == VmMark.MustBeStopped);
}
