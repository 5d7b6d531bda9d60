using System.Diagnostics;
using Provisioning.Http;
using Provisioning.Lab;
using Provisioning.Proxmox.Client;

namespace Provisioning.Benchmarks;

/// <summary>What retries, trust, limits and the log of calls cost.</summary>
internal static class ClientSpeed
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        await using var server = await LabServer.StartAsync(new LabOptions { Scenario = Shop.DataCenter(LabDurations.All(0)) });
        var token = server.Lab.Scenario.Tokens[0];
        using var client = new ProxmoxClient(Shop.Record(server.BaseUri, server.Fingerprint, token.Id), new SecretText(token.Secret));
        using var bare = new BareClient(server);
        var api = client.For(CallScope.None);
        const int calls = 300;
        // Bare calls are compiled code of the runtime; ours are only as good once they have been compiled for good too.
        await TimeAsync(settings.Pick(10_000, 3_000), () => api.GetVersionAsync(CancellationToken.None));
        var speed = await Rounds.CompareAsync(settings.Pick(41, 11),
            () => TimeAsync(calls, () => api.GetVersionAsync(CancellationToken.None)),
            () => TimeAsync(calls, () => bare.GetAsync("/version")));
        return [Figure.RatioAtLeast("Client calls per second, over a bare HttpClient's", $"{Figure.Text(speed.First, "/s")} : {Figure.Text(speed.Second, "/s")}", speed.Ratio, 0.9)];
    }

    private static async Task<double> TimeAsync(int calls, Func<Task> call)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) await call();
        return calls / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
