using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Which addresses a machine needs, and from where. A machine has one card on one bridge and VLAN, so all its addresses must come
/// from pools there; where several places would do, the first one with room is taken.
/// </summary>
/// <param name="pools">The server's pools.</param>
internal sealed class AddressPlan(IReadOnlyList<IpPool> pools)
{
    private readonly Dictionary<string, long> _free = pools.ToDictionary(pool => pool.Name, pool => pool.Free, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a machine needs; counted against what is free, so that a batch spreads over the places.</summary>
    /// <param name="package">The package with options in force.</param>
    /// <param name="held">Addresses it has already: the others must join them.</param>
    /// <exception cref="ProvisioningException">NoFittingPool.</exception>
    public IReadOnlyList<AddressNeed> For(VmPackage package, IReadOnlyList<IpAssignment> held)
    {
        var (ipv4, ipv6) = (package.DhcpIPv4 ? 0 : package.IPv4Count, package.DhcpIPv6 ? 0 : package.IPv6Count);
        if (ipv4 + ipv6 == 0) return [];
        if (!package.AutoBridgeVlan) return Needs(package.Bridge, package.Vlan);
        if (held.FirstOrDefault(address => address.Bridge is not null) is { } first) return Needs(first.Bridge, first.Vlan);
        // With a single address every pool will do, and the intake knows best which one has it.
        if (ipv4 + ipv6 == 1) return Needs(null, null);
        var places = pools.Select(pool => (pool.Bridge, pool.Vlan)).Distinct()
            .Where(place => Has(place, IpFamily.IPv4, Math.Min(ipv4, 1), _ => 1) && Has(place, IpFamily.IPv6, Math.Min(ipv6, 1), _ => 1)).ToList();
        if (places.Count == 0)
            throw new ProvisioningException(ErrorIds.NoFittingPool, ErrorKind.Quota,
                $"The server has no bridge and VLAN with pools for {ipv4} IPv4 and {ipv6} IPv6 addresses, and a machine's addresses must share one; add a pool on the bridge of the other version.", package.Name);
        // None with room left: the intake refuses in words that name the pools.
        var chosen = places.Find(place => Has(place, IpFamily.IPv4, ipv4, Free) && Has(place, IpFamily.IPv6, ipv6, Free));
        if (chosen == default) chosen = places[0];
        Take(chosen, IpFamily.IPv4, ipv4);
        Take(chosen, IpFamily.IPv6, ipv6);
        return Needs(chosen.Bridge, chosen.Vlan);

        IReadOnlyList<AddressNeed> Needs(string? bridge, int? vlan)
        {
            var needs = new List<AddressNeed>();
            if (ipv4 > 0) needs.Add(new(IpFamily.IPv4, ipv4, bridge, vlan));
            if (ipv6 > 0) needs.Add(new(IpFamily.IPv6, ipv6, bridge, vlan));
            return needs;
        }
    }

    private long Free(IpPool pool) => _free[pool.Name];

    private IEnumerable<IpPool> At((string Bridge, int Vlan) place, IpFamily family) =>
        pools.Where(pool => pool.Family == family && pool.Bridge == place.Bridge && pool.Vlan == place.Vlan);

    private bool Has((string, int) place, IpFamily family, long wanted, Func<IpPool, long> count)
    {
        foreach (var pool in At(place, family))
        {
            if (wanted <= 0) break;
            wanted -= Math.Min(wanted, count(pool));
        }
        return wanted <= 0;
    }

    private void Take((string, int) place, IpFamily family, long wanted)
    {
        foreach (var pool in At(place, family))
        {
            var taken = Math.Min(wanted, _free[pool.Name]);
            _free[pool.Name] -= taken;
            wanted -= taken;
        }
    }
}
