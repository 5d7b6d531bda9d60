using Provisioning.Lab;
using Provisioning.Tests;

namespace Provisioning.Benchmarks;

/// <summary>How many requests a machine costs.</summary>
internal static class RemoteCalls
{
    public static Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        const int machines = 10;
        var orders = settings.Pick(1000, 200);
        var clock = new FakeClock();
        var site = Site.InMemory(Shop.DataCenter(LabScenario.Demo().Durations), clock);
        var ready = clock.Run(async () => await site.FinishAsync(await site.OrderAsync(machines)));
        var watching = site.Lab.RequestLog.Count(r => r.Path is "/cluster/tasks");

        var crowd = Site.InMemory(Shop.DataCenter(new LabDurations()), clock);
        clock.Run(() => crowd.OrderAsync(orders));
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            Figure.AtMost("Remote calls per VM of the demo's package", ready.Max(s => s.RemoteCalls), "", 20),
            new($"… and looks at tasks, for {machines} VMs together", Figure.Text(watching, "")),
            Figure.AtMost($"Remote calls at order time, {orders:#,0} piped orders in all", crowd.Lab.RequestLog.Count, "", 10),
        ]);
    }
}
