using Provisioning.Engine;

namespace Provisioning.Dns;

/// <summary>What may be taken that is not ours.</summary>
/// <param name="Adopt">Record sets that nobody marked and that hold the wanted values.</param>
/// <param name="Force">Those that hold others, too.</param>
/// <param name="TakeFrom">Those that this owner has marked.</param>
internal sealed record Rights(bool Adopt = false, bool Force = false, params IReadOnlyCollection<Guid> TakeFrom)
{
    public static Rights None { get; } = new();
}

/// <summary>What the store has to be told without anything being written at the provider.</summary>
internal enum Settling
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>The record set is there as wanted and ours.</summary>
    Confirm,
    /// <summary>The record set is gone, or it is not ours.</summary>
    Forget,
}

/// <summary>One record set: what is to be done, for people and for the provider.</summary>
internal sealed record PlannedRecord(DnsChange Change, RecordKey Key, RecordChange? Wire, Want? Want, OwnedRecord? Owned, Settling Settling = Settling.None)
{
    /// <summary>Why it is left alone; null when it is not.</summary>
    public ProvisioningError? Conflict { get; init; }
}

/// <summary>
/// Compares what services need, what the store says is ours and what a provider serves, and says what to do: a pure function, one record set
/// at a time. Only what is ours is changed; what is not is a conflict, unless the rights say otherwise.
/// </summary>
/// <param name="zone">The zone.</param>
/// <param name="owner">Our store.</param>
/// <param name="capabilities">What its provider can do.</param>
/// <param name="rights">What may be taken.</param>
/// <param name="tellsKept">Whether what is as it should be, and known to be, is worth an object each; otherwise it is only counted.</param>
internal sealed class ZonePlanner(DnsZone zone, Guid owner, DnsCapabilities capabilities, Rights rights, bool tellsKept = true)
{
    private readonly int? _plainTtl = zone.TtlPolicy == DnsTtlPolicy.Equal && zone.Ttl > 1 ? Math.Max(zone.Ttl, capabilities.MinTtl) : null;

    private static readonly List<Want> NoRivals = [];

    private readonly DnsName _apex = DnsName.Parse(zone.Name);

    /// <summary>What was only counted.</summary>
    public int Kept { get; private set; }

    /// <summary>Plans what was read.</summary>
    /// <param name="needs">What services need in this zone and what is ours there, as far as it is looked at.</param>
    /// <param name="content">What is served.</param>
    public IReadOnlyList<PlannedRecord> Plan(ZoneNeeds needs, ZoneContent content)
    {
        var plan = new List<PlannedRecord>();
        var marked = 0;
        foreach (var (key, need) in needs.All)
        {
            var live = content[key];
            if (live?.Mark?.Owner == owner) marked++;
            foreach (var rival in need.Rivals ?? NoRivals)
                plan.Add(Conflicting(rival, live, null, ErrorIds.DnsNotOurs, $"service {need.Want!.ServiceId} has this name already", "give one of the two another name or address"));
            if (need.Want is not { } want) plan.Add(Unwanted(key, need.Owned!, content));
            else if (!tellsKept && IsPlainlyRight(want, need.Owned, live)) Kept++;
            else plan.Add(Wanted(want, need.Owned, content));
        }
        if (content.IsWhole) AddUnknown(plan, needs, content, marked);
        plan.Sort(static (x, y) => x.Key.CompareTo(y.Key));
        return plan;
    }

    /// <summary>Almost all of a zone almost always is: marked as ours, as the store knows it, and with the one value that is wanted.</summary>
    private bool IsPlainlyRight(Want want, OwnedRecord? row, RecordSet? live) =>
        row is { Intent: null, Data: not null } && row.ServiceId == want.ServiceId && row.Address == want.Address
        && live is { Mark: { } mark, IsProxied: false, Values: [var value] } && mark.Owner == owner && value == want.Value && live.Ttl == _plainTtl;

    private PlannedRecord Wanted(Want want, OwnedRecord? row, ZoneContent content)
    {
        var live = content[want.Key];
        var lost = content.LostMarks.GetValueOrDefault(want.Key);
        var after = want.Set(owner);
        if (want.Key.Name == _apex)
            return Conflicting(want, live, row, ErrorIds.DnsNotOurs, "it is the zone's own name", "give the service another host name or domain");
        if (content[new RecordKey(want.Key.Name, RecordType.CNAME)] is { } alias)
            return Conflicting(want, null, row, ErrorIds.DnsNotOurs, $"a CNAME to {string.Join(", ", alias.Values)} is there",
                want.Key.Type == RecordType.PTR ? "register the classless zone (RFC 2317) that it leads to with Register-DnsZone" : "remove it, or give the service another host name");
        if ((live?.Mark ?? lost) is { } mark && mark.Owner != owner && !rights.TakeFrom.Contains(mark.Owner))
            return Conflicting(want, live, row, ErrorIds.DnsForeignOwner, $"store {mark.Owner:D} has marked it as its own", $"end that store's work on it, then Sync-DnsRecord -TakeFrom {mark.Owner:D}");
        var isOurs = IsOurs(live, lost, row);
        if (live is null)
            return Write(DnsAction.Create, null, row is { Data: not null } ? "missing" : "new");
        var same = live.Satisfies(after, zone.TtlPolicy, capabilities.MinTtl);
        if (isOurs && same)
        {
            var settled = row is { Intent: null, Data: not null } && row.ServiceId == want.ServiceId && row.Address == want.Address;
            return new PlannedRecord(Change(DnsAction.Keep, want, live, live, "as it should be", ours: true), want.Key, null, want, row, settled ? Settling.None : Settling.Confirm);
        }
        if (isOurs) return Write(DnsAction.Update, live, live.HasValuesOf(after) ? $"TTL {live.Ttl}" : row?.Data is { } data && !data.Values.SequenceEqual(live.Values) ? "changed by somebody else" : "changed");
        if (live.Mark is not null) return Write(DnsAction.Update, live, $"taken from store {live.Mark.Owner:D}");
        if (same && (rights.Adopt || rights.Force)) return Write(DnsAction.Update, live, "adopted");
        if (rights.Force) return Write(DnsAction.Update, live, "taken over");
        return same
            ? Conflicting(want, live, row, ErrorIds.DnsNotOurs, "it is there as wanted, and nobody says whose it is", "take it over with Sync-DnsRecord -Adopt")
            : Conflicting(want, live, row, ErrorIds.DnsNotOurs, $"{live.Type} {string.Join(", ", live.Values)} is there and not ours", "replace it with Sync-DnsRecord -Force, or give the service another name");

        PlannedRecord Write(DnsAction action, RecordSet? before, string reason) => new(
            Change(action, want, before, after, reason, isOurs && before is not null), want.Key, new RecordChange(want.Key, before, after) { LostMark = before is null ? lost : null }, want, row);
    }

    /// <summary>What is ours and needed by nobody.</summary>
    private PlannedRecord Unwanted(RecordKey key, OwnedRecord row, ZoneContent content)
    {
        var live = content[key];
        var lost = content.LostMarks.GetValueOrDefault(key);
        if (live is null && lost?.Owner != owner) return Forget("gone already");
        if (!IsOurs(live, lost, row)) return Forget("somebody else's by now");
        return new PlannedRecord(
            Of(DnsAction.Delete, key, live, null, row.ServiceId, row.Address, $"service {row.ServiceId} needs it no more", live?.Mark ?? lost, ours: true), key,
            new RecordChange(key, live, null) { LostMark = live is null ? lost : null }, null, row);

        PlannedRecord Forget(string reason) => new(
            Of(DnsAction.Keep, key, live, live, row.ServiceId, row.Address, reason, live?.Mark ?? lost, ours: false), key, null, null, row, Settling.Forget);
    }

    /// <summary>
    /// What carries our mark although the store does not know it. A store that was restored from a backup has forgotten some, so it is no
    /// leftover for certain: it goes only when that is forced.
    /// </summary>
    /// <param name="plan">Takes them.</param>
    /// <param name="needs">What the store knows.</param>
    /// <param name="content">What is served.</param>
    /// <param name="known">How many record sets with our mark the store knows: when that is all of them there is nothing to look for.</param>
    private void AddUnknown(List<PlannedRecord> plan, ZoneNeeds needs, ZoneContent content, int known)
    {
        List<RecordSet> ours = [];
        foreach (var (_, live) in content.RecordSets)
            if (live.Mark?.Owner == owner) ours.Add(live);
        if (ours.Count == known) return;
        foreach (var live in ours)
        {
            var key = live.Key;
            if (needs.Contains(key) || key.Type is not (RecordType.A or RecordType.AAAA or RecordType.PTR)) continue;
            var change = Of(rights.Force ? DnsAction.Delete : DnsAction.Conflict, key, live, null, live.Mark!.Service, null, "marked as ours, but the store does not know it", live.Mark, ours: true);
            plan.Add(rights.Force
                ? new PlannedRecord(change, key, new RecordChange(key, live, null), null, null)
                : new PlannedRecord(change, key, null, null, null)
                {
                    Conflict = new ProvisioningError(ErrorIds.DnsNotOurs, ErrorKind.Conflict,
                        $"{key} is marked as ours for service {live.Mark.Service}, but the store does not know it; remove it with Sync-DnsRecord -Zone {zone.Name} -Force.", key.Name.ToString()),
                });
        }
    }

    private bool IsOurs(RecordSet? live, RecordMark? lost, OwnedRecord? row) =>
        live is null ? row is not null || lost?.Owner == owner
        : live.Mark is { } mark ? mark.Owner == owner
        : row is { Data: not null } || (row?.Intended is { } intended && intended.Values.SequenceEqual(live.Values, StringComparer.Ordinal));

    private PlannedRecord Conflicting(Want want, RecordSet? live, OwnedRecord? row, string id, string why, string remedy) =>
        new(Change(DnsAction.Conflict, want, live, want.Set(owner), why), want.Key, null, want, row)
        {
            Conflict = new ProvisioningError(id, ErrorKind.Conflict, $"{want.Key} in zone {zone.Name} at {zone.Provider} {zone.Endpoint} is left alone: {why}; {remedy}.", want.Key.Name.ToString()),
        };

    private DnsChange Change(DnsAction action, Want want, RecordSet? before, RecordSet? after, string reason, bool ours = false) =>
        Of(action, want.Key, before, after, want.ServiceId, want.Address, reason, before?.Mark, ours);

    private DnsChange Of(DnsAction action, RecordKey key, RecordSet? before, RecordSet? after, long? serviceId, string? address, string reason, RecordMark? mark, bool ours) => new()
    {
        ZoneId = zone.Id,
        Provider = zone.Provider,
        Endpoint = zone.Endpoint,
        Zone = zone.Name,
        Name = key.Name.ToString(),
        Type = key.Type.ToString(),
        Action = action,
        Before = Data(before),
        After = Data(after),
        Reason = reason,
        Owner = mark?.Owner.ToString("D") ?? (ours ? owner.ToString("D") : null),
        ServiceId = serviceId,
        Address = address,
    };

    public static DnsRecordData? Data(RecordSet? set) => set is null ? null : new DnsRecordData(set.Ttl, set.Values);
}
