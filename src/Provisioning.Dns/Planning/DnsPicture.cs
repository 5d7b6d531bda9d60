using Provisioning.Engine;

namespace Provisioning.Dns;

/// <summary>What is looked at: everything, some services, or some record sets.</summary>
internal sealed record DnsTask
{
    /// <summary>Every zone.</summary>
    public static readonly Func<DnsZone, bool> AllZones = static _ => true;

    /// <summary>Only what concerns these services; null is all.</summary>
    public IReadOnlyCollection<long>? ServiceIds { get; init; }
    /// <summary>Only these record sets of these zones.</summary>
    public IReadOnlyCollection<(long ZoneId, RecordKey Key)>? Keys { get; init; }
    /// <summary>Only these zones.</summary>
    public Func<DnsZone, bool> Zones { get; init; } = AllZones;
    /// <summary>What may be taken.</summary>
    public Rights Rights { get; init; } = Rights.None;

    /// <summary>Whether zones are looked at as a whole.</summary>
    public bool IsWhole => ServiceIds is null && Keys is null;
}

/// <summary>What the store says about one zone, as far as it is looked at.</summary>
/// <param name="Zone">The zone at its provider.</param>
/// <param name="Wants">What services need there.</param>
/// <param name="Owned">What is ours there.</param>
/// <param name="OwnedCount">How many record sets there are ours in all.</param>
internal sealed record ZonePicture(DnsZone Zone, IReadOnlyList<Want> Wants, IReadOnlyList<OwnedRecord> Owned, int OwnedCount)
{
    private ZoneNeeds? _needs;

    /// <summary>Both side by side; put together when it is first asked for.</summary>
    public ZoneNeeds Needs => _needs ??= new ZoneNeeds(Wants, Owned);

    /// <summary>The record sets to be read.</summary>
    public IReadOnlyCollection<RecordKey> Keys => [.. Wants.Select(want => want.Key).Concat(Owned.Select(ZoneNeeds.KeyOf)).Distinct()];
}

/// <summary>What the store says, at one moment. If anything of it can't be read there is no picture, and so nothing is done.</summary>
/// <param name="Zones">The zones that are concerned.</param>
/// <param name="Homeless">Needs that no registered zone holds.</param>
internal sealed record DnsPicture(IReadOnlyList<ZonePicture> Zones, IReadOnlyList<Want> Homeless)
{
    private const int PageSize = 1000;

    /// <summary>The zones alone that a task for whole zones is about: enough to begin reading them.</summary>
    public static DnsPicture Frame(IStateReader reader, DnsTask task) => new([.. reader.DnsZones().Where(task.Zones).Select(zone => new ZonePicture(zone, [], [], 0))], []);

    /// <summary>What the store says about what a task is about.</summary>
    public static DnsPicture Of(IStateReader reader, DnsTask task)
    {
        var table = new ZoneTable(reader.DnsZones());
        return task.IsWhole ? Whole(reader, table, task) : Part(reader, table, task);
    }

    private static DnsPicture Whole(IStateReader reader, ZoneTable table, DnsTask task)
    {
        var zones = table.All.Where(task.Zones).ToDictionary(zone => zone.Id, zone => (Zone: zone, Wants: new List<Want>()));
        var homeless = new List<Want>();
        // Nobody asks for what lies in no zone when certain zones are asked for, and then reverse names need not be made for nothing.
        var isSome = task.Zones != DnsTask.AllZones;
        for (long after = 0; ;)
        {
            var page = reader.NamedServicePage(after, PageSize);
            foreach (var service in page)
                foreach (var want in table.WantsOf(service, withReverse: !isSome || table.HasReverse))
                    if (want.Zone is null) homeless.Add(want);
                    else if (zones.TryGetValue(want.Zone.Id, out var zone)) zone.Wants.Add(want);
            if (page.Count < PageSize) break;
            after = page[^1].ServiceId;
        }
        return new DnsPicture(
            [.. zones.Values.Select(zone => (zone, Owned: reader.OwnedRecords(zone.Zone.Id))).Select(each => new ZonePicture(each.zone.Zone, each.zone.Wants, each.Owned, each.Owned.Count))],
            homeless);
    }

    private static DnsPicture Part(IStateReader reader, ZoneTable table, DnsTask task)
    {
        var named = task.ServiceIds is { } ids ? reader.NamedServices(ids) : [];
        var owned = task.ServiceIds is { } owners ? reader.OwnedRecordsOf(owners).ToDictionary(row => (row.ZoneId, ZoneNeeds.KeyOf(row))) : [];
        var wants = named.SelectMany(service => table.WantsOf(service)).ToList();
        HashSet<(long ZoneId, RecordKey Key)> keys = [.. wants.Where(want => want.Zone is not null).Select(want => (want.Zone!.Id, want.Key)), .. owned.Keys, .. task.Keys ?? []];
        foreach (var key in keys)
            if (!owned.ContainsKey(key) && reader.OwnedRecord(key.ZoneId, key.Key.Name.ToString(), key.Key.Type.ToString()) is { } row) owned[key] = row;
        // Others may need the same names: what one gives up may be another's by now, and what one wants another may have.
        var known = named.Select(service => service.ServiceId).ToHashSet();
        var others = Claimants(reader, keys.Select(key => key.Key)).Where(id => !known.Contains(id)).ToList();
        wants.AddRange(reader.NamedServices(others).SelectMany(service => table.WantsOf(service)).Where(want => want.Zone is not null && keys.Contains((want.Zone.Id, want.Key))));
        var byZone = wants.Where(want => want.Zone is not null).ToLookup(want => want.Zone!.Id);
        var ownedByZone = owned.Values.ToLookup(row => row.ZoneId);
        return new DnsPicture(
            [
                .. table.All.Where(zone => task.Zones(zone) && (byZone.Contains(zone.Id) || ownedByZone.Contains(zone.Id) || task.Keys?.Any(key => key.ZoneId == zone.Id) == true))
                    .Select(zone => new ZonePicture(zone, [.. byZone[zone.Id]], [.. ownedByZone[zone.Id]], reader.CountOwnedRecords(zone.Id))),
            ],
            [.. wants.Where(want => want.Zone is null)]);
    }

    /// <summary>Services that could need these record sets.</summary>
    public static IReadOnlyList<long> Claimants(IStateReader reader, IEnumerable<RecordKey> keys)
    {
        var claims = keys.Select(ZoneTable.Claim).ToList();
        return reader.ServicesWith([.. claims.Select(claim => claim.FullName).OfType<string>().Distinct()], [.. claims.Select(claim => claim.Address).OfType<string>().Distinct()]);
    }
}
