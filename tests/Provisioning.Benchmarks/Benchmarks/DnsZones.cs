using System.Diagnostics;
using System.Globalization;
using Provisioning.Dns;
using Provisioning.Engine;
using Provisioning.Http;
using Provisioning.Store.Sqlite;

namespace Provisioning.Benchmarks;

/// <summary>A zone of ten thousand records on a real PowerDNS: filling it, and what a plan of it costs beyond reading it.</summary>
internal static class DnsZones
{
    private const string Zone = "bench.test.";

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var records = settings.Pick(10_000, 2_000);
        if (NameServer.Packages is null)
            return [new Figure($"{records:#,0} records in one zone on PowerDNS", "not measured: no name server here (tests/servers/dns.sh)")];
        await using var server = new NameServer();
        await server.StartAsync(Zone);
        using var store = SqliteStateStore.Open(Scratch.NewPath(".db"), new SqliteStoreOptions());
        Fill(store, records);
        var zone = Register(store, server.Api);
        using var providers = new DnsProviderSet(store);
        var calls = 0;
        var dns = new DnsReconciler(store, providers, TimeProvider.System, _ => Interlocked.Increment(ref calls));

        var began = Stopwatch.GetTimestamp();
        var done = await dns.RunAsync(new TickWorkRequest("benchmark", null, () => true), CancellationToken.None);
        var filled = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var written = store.Read(reader => reader.CountOwnedRecords(zone.Id));
        if (written != records || done.Errors.Count > 0) throw new InvalidOperationException($"{written} of {records} were written: {string.Join("; ", done.Errors.Select(error => error.Message))}");
        var requests = calls;

        var provider = providers.Open(zone);
        var name = DnsName.Parse(Zone);
        var plan = await Rounds.CompareAsync(settings.Pick(15, 5), () => TimeAsync(PlanAsync), () => TimeAsync(() => provider.ReadAsync(name, null, CallScope.None, CancellationToken.None)));
        calls = 0;
        var again = await TimeAsync(SyncAsync);
        return
        [
            new Figure($"{records:#,0} records into one zone on PowerDNS", $"{Figure.Text(filled, "s")}, {requests} requests"),
            new Figure($"A second synchronisation of them, which writes nothing", $"{Figure.Text(again, "ms")}, {calls} requests"),
            Figure.RatioAtMost($"A plan of that zone, over reading it", $"{Figure.Text(plan.First, "ms")} : {Figure.Text(plan.Second, "ms")}", plan.Ratio, 1.2),
        ];

        async Task PlanAsync()
        {
            await foreach (var change in dns.PlanAsync(new DnsScope { Zones = [Zone] }, null, CancellationToken.None)) throw new InvalidOperationException($"{change.Action} {change.Name}");
        }

        async Task SyncAsync()
        {
            await foreach (var result in dns.SyncAsync(new DnsScope { Zones = [Zone] }, null, CancellationToken.None)) throw new InvalidOperationException($"{result.Outcome} {result.Change.Name}");
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static DnsZone Register(SqliteStateStore store, Uri api) => store.Write(Durability.Full, writer =>
    {
        var now = DateTimeOffset.UtcNow;
        var id = writer.AddDnsZone(new DnsZone { Name = Zone, Provider = DnsProviderKind.PowerDns, Endpoint = api, RegisteredAt = now, CheckDueAt = now });
        writer.SetSecret(DnsProviderSet.SecretName(id), new SecretText(NameServer.ApiKey));
        return writer.DnsZone(id)!;
    });

    private static void Fill(SqliteStateStore store, int services) => store.Write(Durability.Normal, writer =>
    {
        var now = DateTimeOffset.UtcNow;
        var client = writer.AddClient(new ProvisioningClient { UserName = "anna", CreatedAt = now });
        for (var i = 0; i < services; i++)
        {
            var id = writer.AddService(new ServiceRow
            {
                Kind = VirtualMachineWords.Kind, Status = ServiceStatus.Active, LocalStatus = VmStatus.Ready, ClientId = client, Package = "small", Server = "dc1",
                HostName = string.Create(CultureInfo.InvariantCulture, $"vm{i}"), Domain = Zone.TrimEnd('.'), CreatedAt = now, ReadyAt = now,
            });
            var number = (UInt128)(0x0A000000 + (uint)i);
            writer.AssignAddress(new IpAssignment { Address = IpNumber.Format(IpFamily.IPv4, number), Family = IpFamily.IPv4, Pool = "ten", Server = "dc1", ServiceId = id, IsMain = true, PrefixLength = 8, AssignedAt = now }, number);
        }
    });
}
