using System.Net;
using Provisioning.Engine;

namespace Provisioning.Dns;

/// <summary>A record set that a service needs, at one provider.</summary>
/// <param name="Zone">The zone at its provider; null when no registered zone holds the name.</param>
/// <param name="Key">Name and type.</param>
/// <param name="Value">Its one value, canonical.</param>
/// <param name="ServiceId">The service.</param>
/// <param name="Address">The address it is about.</param>
internal sealed record Want(DnsZone? Zone, RecordKey Key, string Value, long ServiceId, string Address)
{
    /// <summary>The record set that shall be there, with our mark.</summary>
    public RecordSet Set(Guid owner) => new(Key, Zone!.Ttl, [Value], new RecordMark(owner, ServiceId));
}

/// <summary>The registered zones, by name; a zone at two providers is there twice.</summary>
internal sealed class ZoneTable
{
    private readonly ZoneIndex _index;

    public ZoneTable(IReadOnlyList<DnsZone> zones)
    {
        All = zones;
        ByName = zones.ToLookup(zone => DnsName.Parse(zone.Name));
        _index = new ZoneIndex(ByName.Select(group => group.Key));
        HasReverse = ByName.Any(group => group.Key.IsReverse);
    }

    public IReadOnlyList<DnsZone> All { get; }

    public ILookup<DnsName, DnsZone> ByName { get; }

    /// <summary>Whether there is any reverse zone.</summary>
    public bool HasReverse { get; }

    public DnsZone? Find(long id) => All.FirstOrDefault(zone => zone.Id == id);

    /// <summary>
    /// What a service needs: A of its main IPv4 address and AAAA of its first IPv6 one under its full name, PTR of every address. The longest
    /// zone that holds a name takes it, at all of its providers.
    /// </summary>
    public IEnumerable<Want> WantsOf(NamedService service, bool withReverse = true)
    {
        var own = FullName(service);
        if (own is { } name)
            foreach (var family in new[] { IpFamily.IPv4, IpFamily.IPv6 })
                if (service.Addresses.FirstOrDefault(address => address.Family == family) is { } main)
                    foreach (var want in Forward(name, family == IpFamily.IPv4 ? RecordType.A : RecordType.AAAA, main.Address, service.ServiceId))
                        yield return want;
        if (!withReverse) yield break;
        foreach (var address in service.Addresses)
        {
            var target = address.ReverseName is { } given && DnsName.TryParse(given, out var parsed) ? parsed : own;
            if (target is null) continue;
            foreach (var want in Reverse(IPAddress.Parse(address.Address), address.Address, target.Value, service.ServiceId)) yield return want;
        }
    }

    /// <summary>Host name and domain; null when there is no domain or they make no name.</summary>
    public static DnsName? FullName(NamedService service) =>
        !string.IsNullOrEmpty(service.Domain) && DnsName.TryParse($"{service.HostName}.{service.Domain}", out var name) ? name : null;

    /// <summary>Names a reverse zone would have to hold and services that could claim them: what the store must be asked for.</summary>
    public static (string? FullName, string? Address) Claim(RecordKey key) => key.Type == RecordType.PTR
        ? (null, ReverseName.AddressOf(key.Name)?.ToString())
        : (key.Name.ToStringWithoutDot(), null);

    private IEnumerable<Want> Forward(DnsName name, RecordType type, string address, long serviceId) =>
        At(_index.Find(name), new RecordKey(name, type), address, serviceId, address);

    private IEnumerable<Want> Reverse(IPAddress address, string text, DnsName target, long serviceId)
    {
        (DnsName Zone, DnsName Name)? found;
        DnsName plain;
        try
        {
            plain = ReverseName.Of(address);
            found = _index.FindReverse(address);
        }
        catch (ProvisioningException)
        {
            // An address of one link alone, or an IPv4 one in an IPv6 coat: there is no name for it.
            return [];
        }
        return At(found?.Zone, new RecordKey(found?.Name ?? plain, RecordType.PTR), target.ToString(), serviceId, text);
    }

    private IEnumerable<Want> At(DnsName? zone, RecordKey key, string value, long serviceId, string address) => zone is { } name
        ? ByName[name].Select(at => new Want(at, key, value, serviceId, address))
        : [new Want(null, key, value, serviceId, address)];
}
