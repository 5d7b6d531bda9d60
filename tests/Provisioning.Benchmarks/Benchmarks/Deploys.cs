using System.Diagnostics;
using Provisioning.Lab;

namespace Provisioning.Benchmarks;

/// <summary>What whole deploys cost beyond the requests that they consist of, on a Lab that takes no time for anything.</summary>
internal static class Deploys
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var rounds = settings.Pick(7, 3);
        var (one, crowd) = (await CompareAsync(1, rounds), await CompareAsync(50, rounds));
        return
        [
            new("A whole deploy over its bare HTTP calls, one VM", $"{Figure.Text(one.First, "ms")} : {Figure.Text(one.Second, "ms")}", one.Ratio),
            new("A whole deploy over its bare HTTP calls, 50 VMs at once", $"{Figure.Text(crowd.First, "ms")} : {Figure.Text(crowd.Second, "ms")}", crowd.Ratio),
        ];
    }

    private static async Task<Comparison> CompareAsync(int machines, int rounds)
    {
        var log = (await DeployAsync(machines)).Log;
        return await Rounds.CompareAsync(rounds, async () => (await DeployAsync(machines)).Ms, () => ReplayAsync(log));
    }

    private static LabScenario Scenario() => Shop.DataCenter(LabDurations.All(0));

    private static async Task<(double Ms, IReadOnlyList<LabLogEntry> Log)> DeployAsync(int machines)
    {
        await using var site = await Site.OverHttpsAsync(Scenario());
        await site.Host.Servers.CheckAsync("lab", CancellationToken.None);
        site.Lab.ClearRequestLog();
        var began = Stopwatch.GetTimestamp();
        await site.FinishAsync(await site.OrderAsync(machines));
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, site.Lab.RequestLog);
    }

    private static async Task<double> ReplayAsync(IReadOnlyList<LabLogEntry> log)
    {
        await using var server = await LabServer.StartAsync(new LabOptions { Scenario = Scenario() });
        using var client = new BareClient(server);
        await client.GetAsync("/version");
        var began = Stopwatch.GetTimestamp();
        foreach (var request in log) await client.SendAsync(request);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
