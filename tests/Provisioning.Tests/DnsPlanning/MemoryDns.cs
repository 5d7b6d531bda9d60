using Provisioning.CrashHost;
using Provisioning.Dns;
using Provisioning.Http;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>A DNS server in memory: what it holds, how often it was asked, and how it fails. It outlives the processes that talk to it.</summary>
internal sealed class MemoryDns(MarkPlace marks = MarkPlace.Comment)
{
    private readonly Dictionary<DnsName, SortedDictionary<RecordKey, RecordSet>> _zones = [];

    public DnsCapabilities Capabilities { get; set; } = new()
    {
        AtomicZone = true, CompareAndSwap = true, Marks = marks, MaxBatch = 1000, Types = [RecordType.A, RecordType.AAAA, RecordType.PTR],
    };

    /// <summary>Serial of all zones together: rises with every message that writes.</summary>
    public int Serial { get; private set; }
    public int Reads { get; private set; }
    public int Writes { get; private set; }
    public int Tests { get; private set; }

    /// <summary>What every request meets instead of an answer.</summary>
    public ProvisioningError? Trouble { get; set; }
    /// <summary>What a record set meets when it is written.</summary>
    public Func<RecordChange, ProvisioningError?> Refusal { get; set; } = _ => null;
    /// <summary>Run once, between a read and the next write.</summary>
    public Action? BeforeNextWrite { get; set; }
    /// <summary>Marks that are there although their record sets are not.</summary>
    public Dictionary<RecordKey, RecordMark> LostMarks { get; } = [];
    /// <summary>What is written, in order, in words.</summary>
    public List<string> Log { get; } = [];

    public void Serve(string zone) => _zones[DnsName.Parse(zone)] = [];

    /// <summary>What somebody else puts there.</summary>
    public void Put(string zone, string name, RecordType type, string value, RecordMark? mark = null, int ttl = 300)
    {
        var set = RecordSet.Of(DnsName.Parse(name), type, ttl, [value], marks == MarkPlace.StoreOnly ? null : mark);
        _zones[DnsName.Parse(zone)][set.Key] = set;
    }

    public void Remove(string zone, string name, RecordType type) => _zones[DnsName.Parse(zone)].Remove(new RecordKey(DnsName.Parse(name), type));

    public RecordSet? Find(string zone, string name, RecordType type) => _zones[DnsName.Parse(zone)].GetValueOrDefault(new RecordKey(DnsName.Parse(name), type));

    /// <summary>All record sets, one a line: name, type, values.</summary>
    public IReadOnlyList<string> All => [.. _zones.Values.SelectMany(zone => zone.Values).Select(set => $"{set.Name} {set.Type} {string.Join(' ', set.Values)}").Order(StringComparer.Ordinal)];

    public IDnsProvider Open(CrashPlan? plan = null) => new Provider(this, plan ?? CrashPlan.Survive());

    private SortedDictionary<RecordKey, RecordSet> Zone(DnsName zone)
    {
        if (Trouble is { } trouble) throw trouble.AsException();
        return _zones.GetValueOrDefault(zone) ?? throw new ProvisioningException(ErrorIds.DnsZoneNotServed, ErrorKind.NotFound, $"{zone} is not served.", zone.ToString());
    }

    private sealed class Provider(MemoryDns server, CrashPlan plan) : IDnsProvider
    {
        public DnsProviderKind Kind => DnsProviderKind.PowerDns;
        public DnsCapabilities Capabilities => server.Capabilities;

        public Task<ZoneContent> ReadAsync(DnsName zone, IReadOnlyCollection<RecordKey>? keys, CallScope scope, CancellationToken cancellation)
        {
            scope.BeforeSend?.Invoke();
            server.Reads++;
            scope.Log.Record(Call("GET", zone));
            var held = server.Zone(zone);
            var names = keys?.Select(key => key.Name).ToHashSet();
            return Task.FromResult(new ZoneContent(zone, keys is null, (uint)server.Serial, held.Where(set => names is null || names.Contains(set.Key.Name)).ToDictionary(set => set.Key, set => set.Value)) { LostMarks = server.LostMarks });
        }

        public Task<IReadOnlyList<RecordChangeResult>> ApplyAsync(DnsName zone, IReadOnlyList<RecordChange> changes, CallScope scope, CancellationToken cancellation)
        {
            var hook = server.BeforeNextWrite;
            server.BeforeNextWrite = null;
            hook?.Invoke();
            scope.BeforeSend?.Invoke();
            plan.Pass($"before writing {zone}");
            var held = server.Zone(zone);
            server.Writes++;
            scope.Log.Record(Call("PATCH", zone));
            var results = new List<RecordChangeResult>();
            foreach (var change in changes)
            {
                var live = held.GetValueOrDefault(change.Key);
                if (server.Refusal(change) is { } refused) results.Add(new RecordChangeResult(change, DnsOutcome.Failed, live, refused));
                else if (live is null ? change.Before is not null : !live.HasValuesOf(change.Before) || live.Mark != change.Before!.Mark)
                    results.Add(new RecordChangeResult(change, DnsOutcome.Stale, live, new ProvisioningError(ErrorIds.DnsStale, ErrorKind.Conflict, $"{change.Key} has changed.", change.Key.ToString(), true)));
                else
                {
                    server.Log.Add($"{(change.After is null ? "-" : change.Before is null ? "+" : "~")} {change.Key}");
                    if (change.After is null) held.Remove(change.Key);
                    else held[change.Key] = server.Capabilities.Marks == MarkPlace.StoreOnly ? change.After with { Mark = null } : change.After;
                    results.Add(new RecordChangeResult(change, DnsOutcome.Applied, live));
                }
            }
            if (results.Any(result => result.Outcome == DnsOutcome.Applied)) server.Serial++;
            plan.Pass($"after writing {zone}");
            return Task.FromResult<IReadOnlyList<RecordChangeResult>>(results);
        }

        public Task<DnsZoneCheck> TestAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
        {
            server.Tests++;
            server.Zone(zone);
            return Task.FromResult(new DnsZoneCheck { Zone = zone.ToString(), Provider = Kind, Endpoint = new Uri("http://memory/"), Serial = (uint)server.Serial });
        }

        public void Dispose() { }

        private static RemoteCall Call(string method, DnsName zone) => new() { At = default, Server = "memory", Method = method, Path = zone.ToString(), Attempt = 1, Status = 200 };
    }
}
