using Provisioning.Lab;
using Provisioning.Proxmox.Client;
using Provisioning.Store.Sqlite;
using Provisioning.Tests;

namespace Provisioning.Benchmarks;

/// <summary>A Lab with a furnished host before it.</summary>
internal sealed class Site(LabDataCenter lab, ProvisioningHost host, LabServer? server) : IAsyncDisposable
{
    public LabDataCenter Lab => lab;
    public ProvisioningHost Host => host;

    /// <summary>Over HTTPS on loopback, with a store on disk.</summary>
    /// <param name="scenario">The data centre.</param>
    /// <param name="labTime">The Lab's clock; null is the real one.</param>
    public static async Task<Site> OverHttpsAsync(LabScenario scenario, TimeProvider? labTime = null)
    {
        var server = await LabServer.StartAsync(new LabOptions { Scenario = scenario, Time = labTime });
        var host = new ProvisioningHost(SqliteStateStore.Open(Scratch.NewPath(".db"), new SqliteStoreOptions()), TimeProvider.System);
        return Furnished(server.Lab, host, server);
    }

    /// <summary>Without wire and disk, on a clock that stands still.</summary>
    public static Site InMemory(LabScenario scenario, FakeClock clock)
    {
        var lab = new LabDataCenter(scenario, clock);
        var host = new ProvisioningHost(SqliteStateStore.OpenInMemory(clock), clock, client: (record, secret) =>
            new ProxmoxClient(record, secret, ProxmoxClient.DefaultOptions(record) with { Clock = clock, HandlerFactory = _ => lab.CreateHandler() }));
        return Furnished(lab, host, null);
    }

    /// <summary>Takes orders as a pipeline would, a batch at a time.</summary>
    public async Task<IReadOnlyList<long>> OrderAsync(int count)
    {
        const int batchOfTheCmdlet = 100;
        var desk = host.VirtualMachines.OpenOrderDesk();
        var ids = new List<long>();
        foreach (var batch in Shop.Orders(count).Chunk(batchOfTheCmdlet))
            foreach (var answer in await desk.SubmitAsync(batch, CancellationToken.None))
                ids.Add(answer.Service?.Id ?? throw new InvalidOperationException(answer.Error?.Message));
        return ids;
    }

    /// <summary>Ticks until all are ready.</summary>
    public async Task<IReadOnlyList<ProvisionedService>> FinishAsync(IReadOnlyList<long> ids)
    {
        var ready = new List<ProvisionedService>();
        await foreach (var service in host.Services.WaitAsync([.. ids], tick: true, timeout: null, progress: null, CancellationToken.None))
            ready.Add(service.LocalStatus == "ready" ? service : throw new InvalidOperationException(service.LastError?.Message ?? service.LocalStatus));
        return ready;
    }

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    private static Site Furnished(LabDataCenter lab, ProvisioningHost host, LabServer? server)
    {
        var token = lab.Scenario.Tokens[0];
        Shop.Furnish(host, Shop.Record(server?.BaseUri ?? new Uri("https://lab.example:8006"), server?.Fingerprint, token.Id), new SecretText(token.Secret));
        return new Site(lab, host, server);
    }
}
