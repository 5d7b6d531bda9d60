using Provisioning.CrashHost;
using Provisioning.Dns;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;
using Provisioning.Tests.Store;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>A store with services, DNS servers in memory, and as many processes over them as a test wants to start.</summary>
internal sealed class DnsWorld : IDisposable
{
    public const string Forward = "example.com.";
    public const string Reverse = "2.0.192.in-addr.arpa.";
    public const string Reverse6 = "8.b.d.0.1.0.0.2.ip6.arpa.";

    private readonly Dictionary<string, MemoryDns> _servers = [];

    public DnsWorld(MarkPlace marks = MarkPlace.Comment, bool zones = true)
    {
        Store = SqliteStateStore.OpenInMemory(Clock);
        Ns1 = Server("http://ns1:8081/", marks);
        if (!zones) return;
        foreach (var zone in new[] { Forward, Reverse, Reverse6 }) Register(zone);
        Tick();
    }

    public FakeClock Clock { get; } = new();
    public SqliteStateStore Store { get; }
    public MemoryDns Ns1 { get; }
    public Guid Owner => Store.StoreId;

    public MemoryDns Server(string endpoint, MarkPlace marks = MarkPlace.Comment) => _servers[new Uri(endpoint).ToString()] = new MemoryDns(marks);

    public long Register(string zone, string endpoint = "http://ns1:8081/", Func<DnsZone, DnsZone>? change = null)
    {
        _servers[new Uri(endpoint).ToString()].Serve(zone);
        var row = new DnsZone { Name = zone, Provider = DnsProviderKind.PowerDns, Endpoint = new Uri(endpoint), RegisteredAt = Clock.GetUtcNow(), CheckDueAt = Clock.GetUtcNow() };
        return Store.Write(Durability.Normal, writer =>
        {
            var id = writer.AddDnsZone(change?.Invoke(row) ?? row);
            writer.SetSecret(DnsProviderSet.SecretName(id), new SecretText("key"));
            return id;
        });
    }

    public long Service(string hostName, params string[] addresses) => Store.Write(Durability.Normal, writer =>
    {
        var id = writer.AddService(Some.Service(hostName) with { Domain = "example.com", Status = ServiceStatus.Active });
        Assign(writer, id, addresses);
        return id;
    });

    public void Take(long service, params string[] addresses) => Store.Write(Durability.Normal, writer => Assign(writer, service, addresses));

    public void Release(long service, params string[] addresses) => Store.Write(Durability.Normal, writer => writer.ReleaseAddresses(service, addresses.Length == 0 ? null : addresses, Clock.GetUtcNow()));

    public void Change(long service, Func<ServiceRow, ServiceRow> change) => Store.Write(Durability.Normal, writer => writer.SaveService(change(writer.Service(service)!)));

    public void Terminate(long service)
    {
        Store.Write(Durability.Normal, writer =>
        {
            writer.ReleaseAddresses(service, null, Clock.GetUtcNow());
            writer.SaveService(writer.Service(service)! with { Status = ServiceStatus.Terminated });
        });
    }

    public DnsReconciler Start(CrashPlan? plan = null, DnsOptions? options = null)
    {
        var mortal = new MortalStore(Store, plan ?? CrashPlan.Survive());
        return new DnsReconciler(mortal, new DnsProviderSet(mortal, (zone, _) => _servers[zone.Endpoint.ToString()].Open(plan)), Clock, null, options);
    }

    /// <summary>One pass of a tick's work.</summary>
    public TickWorkDone Tick(DnsReconciler? process = null, params long[] ids) => Clock.Run(() =>
        (process ?? Start()).RunAsync(new TickWorkRequest("w1", ids.Length == 0 ? null : ids, () => true), CancellationToken.None));

    /// <summary>Passes as long as something is due within a minute.</summary>
    public void TickToTheEnd(DnsReconciler? process = null)
    {
        for (var i = 0; i < 100; i++)
        {
            if (Due is not { } due || due > Clock.GetUtcNow() + TimeSpan.FromMinutes(1)) return;
            if (due > Clock.GetUtcNow()) Clock.Advance(due - Clock.GetUtcNow());
            Tick(process);
        }
        Assert.Fail("no end after 100 passes");
    }

    public DateTimeOffset? Due => Store.Read(reader => reader.NextDnsDueAt(null));

    public IReadOnlyList<DnsChange> Plan(DnsScope? scope = null, Action<ProvisioningError>? problems = null) =>
        Clock.Run(() => ListAsync(Start().PlanAsync(scope ?? new DnsScope(), problems, CancellationToken.None)));

    public IReadOnlyList<DnsChangeResult> Sync(DnsScope? scope = null, Action<ProvisioningError>? problems = null) =>
        Clock.Run(() => ListAsync(Start().SyncAsync(scope ?? new DnsScope(), problems, CancellationToken.None)));

    public IReadOnlyList<DnsChangeResult> Apply(IReadOnlyList<DnsChange> changes, bool force = false) =>
        Clock.Run(() => ListAsync(Start().ApplyAsync(changes, force, CancellationToken.None)));

    public IReadOnlyList<DnsDifference> Compare(DnsScope? scope = null) => Clock.Run(() => ListAsync(Start().CompareAsync(scope ?? new DnsScope(), null, CancellationToken.None)));

    public IReadOnlyList<OwnedRecord> Owned => Store.Read(reader => reader.OwnedRecords());

    public IReadOnlyList<JournalEntry> Journal(long? service = null) => Store.Read(reader => reader.JournalPage(new RecordFilter { ServiceId = service }, 0, 100_000));

    /// <summary>Addresses of the test network that are held back.</summary>
    public IReadOnlyList<string> HeldBack => [.. Store.Read(reader => reader.HeldBackAddresses(IpFamily.IPv4, 0, uint.MaxValue, Clock.GetUtcNow()).ToList()).Select(number => IpNumber.Format(IpFamily.IPv4, number))];

    public void Dispose() => Store.Dispose();

    public static async Task<IReadOnlyList<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items) list.Add(item);
        return list;
    }

    private static void Assign(IStateWriter writer, long service, string[] addresses)
    {
        foreach (var address in addresses)
        {
            Assert.True(IpNumber.TryParse(address, out var family, out var number));
            var held = writer.AssignmentPage(null, service, null, false, 0, 100, out _);
            writer.AssignAddress(Some.Address(address, service, isMain: held.All(other => other.Family != family)), number);
        }
    }
}
