using Provisioning.CrashHost;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>
/// Every operation, with a crash before and after every remote call and every store write. The moments come from running the operation once,
/// so a new step is covered without anyone adding a row.
/// </summary>
public sealed class CrashMatrixTests
{
    [Theory]
    [MemberData(nameof(PreparedOperation.Names), MemberType = typeof(PreparedOperation))]
    public void Whatever_moment_a_process_dies_at_the_next_one_finishes(string operation)
    {
        var moments = CrashWalk.Moments(Begin);
        Assert.True(moments.Count > (operation == "Deploy" ? 50 : 3), $"only {moments.Count} moments");
        CrashWalk.Through(moments, Begin, (world, _) => PreparedOperation.DemandDone(world, operation));

        VmWorld Begin()
        {
            var world = new VmWorld();
            PreparedOperation.Ask(world, operation);
            return world;
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
}
