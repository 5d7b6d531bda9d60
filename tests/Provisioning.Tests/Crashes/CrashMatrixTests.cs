using Provisioning.CrashHost;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>
/// Every operation, with a crash before and after every remote call and every store write. The moments come from running the operation once,
/// so a new step is covered without anyone adding a row.
/// </summary>
public sealed class CrashMatrixTests
{
    /// <summary>A password that the guest agent sets, where <c>ResetPassword</c> here goes the longer way.</summary>
    private const string ByAgent = "ResetPassword by agent";

    public static TheoryData<string> Operations
    {
        get
        {
            using var world = new VmWorld();
            using var process = world.Start();
            return [.. process.Operations.Keys, ByAgent];
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Whatever_moment_a_process_dies_at_the_next_one_finishes(string operation)
    {
        var moments = Moments(operation);
        Assert.True(moments.Count > (operation == "Deploy" ? 50 : 3), $"only {moments.Count} moments");
        for (var moment = 0; moment < moments.Count; moment++)
        {
            using var world = new VmWorld();
            Prepare(world, operation);
            using (var dying = world.Start(CrashPlan.DieAt(moment), "dying"))
            {
                try
                {
                    dying.TickToTheEnd();
                }
                catch (SimulatedCrashException)
                {
                    // As ordered.
                }
                Assert.True(dying.Plan.Death is not null, $"moment {moment} ({moments[moment]}) never came");
            }
            try
            {
                world.Clock.Advance(TimeSpan.FromSeconds(61));
                using var next = world.Start(worker: "next");
                next.TickToTheEnd();
                var service = Assert.Single(world.Services());
                Assert.Null(service.OperationState);
                Assert.Equal(EndLocalStatus(operation), service.LocalStatus);
                Assert.Equal(EndStatus(operation), service.Status);
                Invariants.Hold(world, powerFailed: EndsOff(operation));
                RestoringSetup.Check(world, operation);
                if (EndsOff(operation) && world.Lab.FindVm(100) is { } machine) Assert.Equal("stopped", machine.Status);
            }
            catch (Exception failure)
            {
                Assert.Fail($"after a crash at moment {moment} of {moments.Count} ({moments[moment]}): {failure.Message}\n" + string.Join('\n', world.Journal().Select(e => $"{e.At:mm:ss.fff} {e.Worker} {e.Event} {e.Step} {e.Message}")));
            }
        }
    }

    /// <summary>Orders die too: whole or not at all.</summary>
    [Fact]
    public void An_order_that_dies_is_stored_whole_or_not_at_all()
    {
        for (var moment = 0; ; moment++)
        {
            using var world = new VmWorld();
            using (var dying = world.Start(CrashPlan.DieAt(moment), "dying"))
            {
                try
                {
                    dying.Order(3);
                }
                catch (SimulatedCrashException)
                {
                    // As ordered.
                }
                if (dying.Plan.Death is null) return;
            }
            Assert.Contains(world.Services().Count, new[] { 0, 3 });
            using var next = world.Start(worker: "next");
            Assert.All(next.Order(2), taken => Assert.Null(taken.Error));
            next.TickToTheEnd();
            Invariants.Hold(world);
        }
    }

    private static IReadOnlyList<string> Moments(string operation)
    {
        using var world = new VmWorld();
        Prepare(world, operation);
        using var process = world.Start();
        process.TickToTheEnd();
        return process.Plan.Moments;
    }

    /// <summary>Brings the world to where the operation begins, in a process of its own: to a machine with something for the operation to do.</summary>
    private static void Prepare(VmWorld world, string operation)
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
