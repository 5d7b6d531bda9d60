using Provisioning.CrashHost;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>Every moment at which a process can die, each in a world of its own in which the next process has to finish.</summary>
internal static class CrashWalk
{
    /// <summary>The moments that an undisturbed process passes.</summary>
    public static IReadOnlyList<string> Moments(Func<VmWorld> begin)
    {
        using var world = begin();
        using var process = world.Start();
        process.TickToTheEnd();
        return process.Plan.Moments;
    }

    /// <summary>Walks through them.</summary>
    /// <param name="moments">The moments.</param>
    /// <param name="begin">Makes a world in which something is to be done.</param>
    /// <param name="demand">What must hold once the next process has finished.</param>
    /// <param name="meanwhile">What must hold while the first is dead and the next has not begun.</param>
    public static void Through(IReadOnlyList<string> moments, Func<VmWorld> begin, Action<VmWorld, VmProcess> demand, Action<VmWorld>? meanwhile = null)
    {
        for (var moment = 0; moment < moments.Count; moment++)
        {
            using var world = begin();
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
                meanwhile?.Invoke(world);
                world.Clock.Advance(TimeSpan.FromSeconds(61));
                using var next = world.Start(worker: "next");
                next.TickToTheEnd();
                demand(world, next);
            }
            catch (Exception failure)
            {
                Assert.Fail($"after a crash at moment {moment} of {moments.Count} ({moments[moment]}): {failure.Message}\n" + string.Join('\n', world.Journal().Select(e => $"{e.At:mm:ss.fff} {e.Worker} {e.Event} {e.Step} {e.Message}")));
            }
        }
    }
}
