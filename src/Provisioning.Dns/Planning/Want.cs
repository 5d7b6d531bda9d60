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
    private readonly Dictionary<DnsName, DnsZone[]> _byName;

    public ZoneTable(IReadOnlyList<DnsZone> zones)
    {
        All = zones;
        _byName = zones.GroupBy(zone => DnsName.Parse(zone.Name)).ToDictionary(group => group.Key, group => group.ToArray());
        _index = new ZoneIndex(_byName.Keys);
        HasReverse = _byName.Keys.Any(name => name.IsReverse);
    }

    public IReadOnlyList<DnsZone> All { get; }

    /// <summary>Whether there is any reverse zone.</summary>
    public bool HasReverse { get; }

    public DnsZone? Find(long id) => All.FirstOrDefault(zone => zone.Id == id);

    /// <summary>
    /// What a service needs: A of its main IPv4 address and AAAA of its first IPv6 one under its full name, PTR of every address. The longest
    /// zone that holds a name takes it, at all of its providers.
    /// </summary>
    public IReadOnlyList<Want> WantsOf(NamedService service, bool withReverse = true)
    {
        var wants = new List<Want>(4);
        var own = FullName(service);
        if (own is { } name)
        {
            var zone = _index.Find(name);
            var (hasFour, hasSix) = (false, false);
            foreach (var address in service.Addresses)
            {
                ref var has = ref address.Family == IpFamily.IPv4 ? ref hasFour : ref hasSix;
                if (!has) Add(wants, zone, new RecordKey(name, address.Family == IpFamily.IPv4 ? RecordType.A : RecordType.AAAA), address.Address, service.ServiceId, address.Address);
                has = true;
            }
        }
        if (!withReverse) return wants;
        foreach (var address in service.Addresses)
        {
            var target = address.ReverseName is { } given && DnsName.TryParse(given, out var parsed) ? parsed : own;
            if (target is not null) AddReverse(wants, IPAddress.Parse(address.Address), address.Address, target.Value, service.ServiceId);
        }
        return wants;
    }

    /// <summary>Host name and domain; null when there is no domain or they make no name.</summary>
    public static DnsName? FullName(NamedService service) =>
        !string.IsNullOrEmpty(service.Domain) && DnsName.TryParse($"{service.HostName}.{service.Domain}", out var name) ? name : null;

    /// <summary>Names a reverse zone would have to hold and services that could claim them: what the store must be asked for.</summary>
    public static (string? FullName, string? Address) Claim(RecordKey key) => key.Type == RecordType.PTR
        ? (null, ReverseName.AddressOf(key.Name)?.ToString())
        : (key.Name.ToStringWithoutDot(), null);

    private void AddReverse(List<Want> wants, IPAddress address, string text, DnsName target, long serviceId)
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
            return;
        }
        Add(wants, found?.Zone, new RecordKey(found?.Name ?? plain, RecordType.PTR), target.ToString(), serviceId, text);
    }

    private void Add(List<Want> wants, DnsName? zone, RecordKey key, string value, long serviceId, string address)
    {
        if (zone is not { } name) wants.Add(new Want(null, key, value, serviceId, address));
        else
            foreach (var at in _byName[name]) wants.Add(new Want(at, key, value, serviceId, address));
    }
}
