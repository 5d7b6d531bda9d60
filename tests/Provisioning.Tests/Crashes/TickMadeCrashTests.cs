using Provisioning.CrashHost;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>
/// What ticks ask for by themselves, with a crash before and after every remote call and every store write, from the look that finds it to
/// the end of the operation. The moments come from running it once.
/// </summary>
public sealed class TickMadeCrashTests
{
    /// <summary>How the world is brought to where a tick has something to ask for, which operation that is, and where it leads.</summary>
    private static readonly Dictionary<string, (Action<VmWorld> Prepare, string Operation, ServiceStatus End)> Cases = new()
    {
        ["overdue: suspend"] = (world => Overdue(world, 4), "Suspend", ServiceStatus.Suspended),
        ["overdue: terminate"] = (world => Overdue(world, 11), "Terminate", ServiceStatus.Terminated),
        ["overdue and suspended: terminate"] = (world =>
        {
            Overdue(world, 4);
            using (var before = world.Start(worker: "before")) before.TickToTheEnd();
            world.Clock.Advance(TimeSpan.FromDays(7));
        }, "Terminate", ServiceStatus.Terminated),
        ["suspended and running: stop"] = (world =>
        {
            using var before = world.Start(worker: "before");
            before.Request("Suspend");
            before.TickToTheEnd();
            world.OnServer("/nodes/pve1/qemu/100/status/start");
            world.Clock.Advance(TimeSpan.FromMinutes(2));
        }, "Suspend", ServiceStatus.Suspended),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_moment_a_tick_dies_at_it_is_asked_for_once_and_done(string name)
    {
        var (_, operation, end) = Cases[name];
        var (moments, asked) = Moments(name);
        Assert.True(moments.Count > 6, $"only {moments.Count} moments");
        CrashWalk.Through(moments, () => New(name), Demand);

        void Demand(VmWorld world, VmProcess next)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(61));
            next.TickToTheEnd();
            var service = Assert.Single(world.Services());
            Assert.Equal((end, null), (service.Status, service.OperationState));
            Assert.Equal(asked, world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)).Count(o => o.Name == operation));
            if (end == ServiceStatus.Suspended) Assert.Equal("stopped", world.Lab.FindVm(100)!.Status);
            Invariants.Hold(world);
        }
    }

    /// <summary>A due date that is moved while a process dies of it either stays or is moved, with all that follows from it.</summary>
    [Fact]
    public void A_payment_that_dies_is_taken_whole_or_not_at_all()
    {
        for (var moment = 0; ; moment++)
        {
            using var world = New("overdue: suspend");
            using (var before = world.Start(worker: "before")) before.TickToTheEnd();
            using (var dying = world.Start(CrashPlan.DieAt(moment), "dying"))
            {
                try
                {
                    dying.Engine.Records.Change(1, new ServiceChange { DueDate = world.Clock.GetUtcNow().AddDays(30) });
                }
                catch (SimulatedCrashException)
                {
                    // As ordered.
                }
                if (dying.Plan.Death is null) return;
            }
            var paid = Assert.Single(world.Services()).DueDate > world.Clock.GetUtcNow();
            using var next = world.Start(worker: "next");
            next.TickToTheEnd();
            Assert.Equal(paid ? ServiceStatus.Active : ServiceStatus.Suspended, Assert.Single(world.Services()).Status);
            Invariants.Hold(world);
        }
    }

    private static (IReadOnlyList<string> Moments, int Asked) Moments(string name)
    {
        using var world = New(name);
        using var process = world.Start();
        process.TickToTheEnd();
        return (process.Plan.Moments, world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)).Count(o => o.Name == Cases[name].Operation));
    }

    private static VmWorld New(string name)
    {
        var scenario = LabScenario.Demo();
        scenario.ResourceLagSeconds = 0;
        var world = new VmWorld(scenario, VmWorld.FullPackage with { SuspendAfterDays = 3, TerminateAfterDays = 10 });
        using (var first = world.Start(worker: "first"))
        {
            Assert.Null(Assert.Single(first.Order()).Error);
            first.TickToTheEnd();
        }
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Cases[name].Prepare(world);
        return world;
    }

    private static void Overdue(VmWorld world, int days)
    {
        using var before = world.Start(worker: "before");
        before.Engine.Records.Change(1, new ServiceChange { DueDate = world.Clock.GetUtcNow().AddDays(-days) });
    }
}
