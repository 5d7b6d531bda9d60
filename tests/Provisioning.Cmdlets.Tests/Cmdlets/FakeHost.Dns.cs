using System.Globalization;
using System.Runtime.CompilerServices;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Zones and records.</summary>
internal sealed partial class FakeHost : IDnsZones, IDnsRecords
{
    public List<DnsZone> ZoneTable { get; } = [];
    public List<DnsChange> ChangeTable { get; } = [];
    public List<DnsRecord> RecordTable { get; } = [];
    public List<ReverseDns> ReverseTable { get; } = [];
    public List<ProvisioningError> DnsProblems { get; } = [];
    public List<ProvisioningError> ZoneProblems { get; } = [];
    public Dictionary<string, DnsChangeResult> Outcomes { get; } = [];
    public DnsScope? LastScope { get; private set; }
    public IReadOnlyList<DnsChange>? LastPlan { get; private set; }
    public SecretText? LastZoneSecret { get; private set; }
    public DnsZone? LastZone { get; private set; }

    public IDnsZones DnsZones => this;
    public IDnsRecords DnsRecords => this;

    public FakeHost WithZones(params string[] names)
    {
        ZoneTable.AddRange(names.Select((name, i) => new DnsZone { Id = i + 1, Name = name, Provider = DnsProviderKind.PowerDns, Endpoint = new Uri("http://ns1:8081"), RegisteredAt = DateTimeOffset.UnixEpoch }));
        return this;
    }

    public static DnsChange Change(string name, DnsAction action = DnsAction.Create, long service = 1) => new()
    {
        ZoneId = 1, Provider = DnsProviderKind.PowerDns, Endpoint = new Uri("http://ns1:8081"), Zone = "example.com.", Name = name, Type = "A", Action = action,
        After = new DnsRecordData(300, ["192.0.2.1"]), Reason = "new", ServiceId = service, Address = "192.0.2.1",
    };

    IEnumerable<DnsZone> IDnsZones.Find(string? name)
    {
        Called($"Zones.Find {name}");
        return ZoneTable.Where(zone => Fits(name?.TrimEnd('.'), zone.Name.TrimEnd('.')));
    }

    DnsZone IDnsZones.Get(long id)
    {
        Called($"Zones.Get {id}");
        return Known(ZoneTable.Find(zone => zone.Id == id), ErrorIds.DnsZoneNotFound, id.ToString(CultureInfo.InvariantCulture));
    }

    DnsZone IDnsZones.Register(DnsZone zone, SecretText secret)
    {
        Called($"Zones.Register {zone.Name}");
        (LastZone, LastZoneSecret) = (zone, secret);
        ZoneTable.Add(zone with { Id = ZoneTable.Count + 1 });
        return ZoneTable[^1];
    }

    DnsZone IDnsZones.Update(DnsZone zone, SecretText? secret)
    {
        Called($"Zones.Update {zone.Name}");
        (LastZone, LastZoneSecret) = (zone, secret);
        return zone;
    }

    void IDnsZones.Unregister(long id, bool abandon) => Called($"Zones.Unregister {id} {abandon}");

    async Task<DnsZoneCheck> IDnsZones.CheckAsync(long id, CancellationToken cancellation)
    {
        await CalledAsync($"Zones.Check {id}", cancellation);
        return Check(ZoneTable.Find(zone => zone.Id == id)!);
    }

    async Task<DnsZoneCheck> IDnsZones.CheckAsync(DnsZone zone, SecretText secret, CancellationToken cancellation)
    {
        await CalledAsync($"Zones.Try {zone.Name}", cancellation);
        return Check(zone);
    }

    private DnsZoneCheck Check(DnsZone zone) => new() { Zone = zone.Name, Provider = zone.Provider, Endpoint = zone.Endpoint, Version = "4.7.3", Serial = 7, Problems = [.. ZoneProblems] };

    public async IAsyncEnumerable<DnsChange> PlanAsync(DnsScope scope, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LastScope = scope;
        await CalledAsync("Dns.Plan", cancellation);
        foreach (var change in ChangeTable) yield return change;
        foreach (var problem in DnsProblems) problems?.Invoke(problem);
    }

    public async IAsyncEnumerable<DnsChangeResult> SyncAsync(DnsScope scope, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LastScope = scope;
        await CalledAsync("Dns.Sync", cancellation);
        foreach (var change in ChangeTable)
        {
            await CalledAsync($"Dns.Settle {change.Name}", cancellation);
            yield return Outcomes.GetValueOrDefault(change.Name) ?? new DnsChangeResult(change, DnsOutcome.Applied);
        }
        foreach (var problem in DnsProblems) problems?.Invoke(problem);
    }

    public async IAsyncEnumerable<DnsChangeResult> ApplyAsync(IReadOnlyList<DnsChange> changes, bool force, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LastPlan = changes;
        await CalledAsync($"Dns.Apply {changes.Count} {force}", cancellation);
        foreach (var change in changes) yield return Outcomes.GetValueOrDefault(change.Name) ?? new DnsChangeResult(change, DnsOutcome.Applied);
    }

    public async IAsyncEnumerable<DnsDifference> CompareAsync(DnsScope scope, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        LastScope = scope;
        await CalledAsync("Dns.Compare", cancellation);
        foreach (var change in ChangeTable) yield return new DnsDifference(DnsDrift.Missing, change);
        foreach (var problem in DnsProblems) problems?.Invoke(problem);
    }

    public IEnumerable<DnsRecord> Find(DnsScope scope, CancellationToken cancellation)
    {
        LastScope = scope;
        Called("Dns.Find", cancellation);
        return RecordTable;
    }

    public ProvisionedService Queue(long serviceId) => Asked($"Dns.Queue {serviceId}", serviceId);

    public IEnumerable<ReverseDns> Reverse(long? serviceId, string? address)
    {
        Called($"Dns.Reverse {serviceId} {address}");
        return ReverseTable.Where(each => (serviceId is null || each.ServiceId == serviceId) && (address is null || each.Address == address));
    }

    public ReverseDns SetReverse(string address, string? hostName, long? serviceId)
    {
        Called($"Dns.SetReverse {address} {hostName} {serviceId}");
        return new ReverseDns(address, hostName ?? "vm1.example.com.", serviceId ?? 1, hostName is null);
    }
}
