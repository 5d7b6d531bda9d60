using System.Net;

namespace Provisioning.Dns;

/// <summary>Finds the zone of a name: the longest that holds it, label by label. A lookup costs the labels of the name, however many zones there are.</summary>
public sealed class ZoneIndex
{
    private readonly HashSet<DnsName> _zones;
    private readonly Dictionary<DnsName, List<DnsName>> _classless = [];

    /// <summary>An index of these zones.</summary>
    public ZoneIndex(IEnumerable<DnsName> zones)
    {
        _zones = [.. zones];
        foreach (var zone in _zones)
            if (zone.IsReverse && zone.FirstLabel.AsSpan().IndexOfAny('/', '-') > 0)
            {
                if (!_classless.TryGetValue(zone.Parent, out var below)) _classless[zone.Parent] = below = [];
                below.Add(zone);
            }
        foreach (var below in _classless.Values) below.Sort();
    }

    /// <summary>The longest zone that holds the name; null when none does.</summary>
    public DnsName? Find(DnsName name)
    {
        for (var at = name; ; at = at.Parent)
        {
            if (_zones.Contains(at)) return at;
            if (at.IsRoot) return null;
        }
    }

    /// <summary>The zone that holds an address's reverse name, and the name it has there. A classless zone (RFC 2317) goes before the one it was cut from.</summary>
    /// <returns>Null when no zone holds it.</returns>
    /// <exception cref="ProvisioningException">InvalidValue: see <see cref="ReverseName.Of"/>.</exception>
    public (DnsName Zone, DnsName Name)? FindReverse(IPAddress address)
    {
        var name = ReverseName.Of(address);
        var plain = Find(name);
        // A zone of the address alone is the most specific there is.
        if (plain == name) return (name, name);
        if (_classless.TryGetValue(name.Parent, out var below))
            foreach (var zone in below)
                if (ReverseName.In(zone, address) is { } inside) return (zone, inside);
        return plain is { } found ? (found, name) : null;
    }
}
