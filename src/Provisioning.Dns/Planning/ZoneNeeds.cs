using System.Runtime.InteropServices;
using Provisioning.Engine;

namespace Provisioning.Dns;

/// <summary>One record set as the store sees it.</summary>
internal sealed class Need
{
    /// <summary>What a service needs there; null when nobody needs it.</summary>
    public Want? Want { get; set; }
    /// <summary>What is ours there; null when nothing is.</summary>
    public OwnedRecord? Owned { get; init; }
    /// <summary>Further services that would need the same name for something else; null, almost always, when there are none.</summary>
    public List<Want>? Rivals { get; set; }
}

/// <summary>
/// What services need in a zone and what is ours there, side by side for each record set. Nothing of it depends on what is served, so it is put
/// together while the provider answers.
/// </summary>
internal sealed class ZoneNeeds
{
    private readonly Dictionary<RecordKey, Need> _needs;

    /// <param name="wants">What services need.</param>
    /// <param name="owned">What is ours, once for each record set.</param>
    public ZoneNeeds(IReadOnlyCollection<Want> wants, IReadOnlyCollection<OwnedRecord> owned)
    {
        _needs = new Dictionary<RecordKey, Need>(Math.Max(wants.Count, owned.Count));
        foreach (var row in owned) _needs.Add(KeyOf(row), new Need { Owned = row });
        List<Need>? contested = null;
        foreach (var want in wants)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_needs, want.Key, out _);
            var need = slot ??= new Need();
            if (need.Want is null)
            {
                need.Want = want;
                continue;
            }
            if (need.Rivals is null) (contested ??= []).Add(need);
            (need.Rivals ??= []).Add(want);
        }
        foreach (var need in contested ?? []) Decide(need);
    }

    /// <summary>Each record set that is needed or ours.</summary>
    public IEnumerable<KeyValuePair<RecordKey, Need>> All => _needs;

    /// <summary>Whether a record set is needed or ours.</summary>
    public bool Contains(RecordKey key) => _needs.ContainsKey(key);

    /// <summary>The store keeps names as they are compared, so that they need not be checked again.</summary>
    public static RecordKey KeyOf(OwnedRecord row) => new(
        DnsName.TryParseWritten(row.Name, out var name) ? name : DnsName.Parse(row.Name),
        row.Type switch { "A" => RecordType.A, "AAAA" => RecordType.AAAA, "PTR" => RecordType.PTR, var other => Enum.Parse<RecordType>(other) });

    /// <summary>Whoever has it keeps it; else the older service gets it.</summary>
    private static void Decide(Need need)
    {
        List<Want> all = [need.Want!, .. need.Rivals!];
        var first = need.Want = all.Find(want => want.ServiceId == need.Owned?.ServiceId) ?? all.MinBy(want => want.ServiceId)!;
        all.RemoveAll(want => want.ServiceId == first.ServiceId);
        need.Rivals = all.Count == 0 ? null : all;
    }
}
