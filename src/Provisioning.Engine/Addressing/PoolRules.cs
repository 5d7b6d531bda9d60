using System.Text.RegularExpressions;

namespace Provisioning.Engine;

/// <summary>What a pool must be like to be entered.</summary>
public static partial class PoolRules
{
    /// <summary>Checks a pool against itself and its neighbours, and brings it into its normal form.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="others">The other pools of the same server.</param>
    /// <exception cref="ProvisioningException">InvalidValue, PoolOverlaps.</exception>
    public static IpPool Checked(IpPool pool, IEnumerable<IpPool> others)
    {
        Demand(PoolName().IsMatch(pool.Name), pool, "Name", "one line of 1 to 64 characters without * ? [ ]");
        Demand(BridgeName().IsMatch(pool.Bridge), pool, "Bridge", "the name of a bridge such as vmbr0");
        Demand(pool.Vlan is >= 0 and <= 4094, pool, "Vlan", "0 (untagged) to 4094");
        var bits = pool.Family == IpFamily.IPv4 ? 32 : 128;
        Demand(pool.PrefixLength >= 1 && pool.PrefixLength <= bits, pool, "PrefixLength", $"1 to {bits}");
        var first = Address(pool, "Start", pool.Start);
        var last = Address(pool, "Stop", pool.Stop);
        var gateway = Address(pool, "Gateway", pool.Gateway);
        Demand(first <= last, pool, "Stop", $"an address not below Start ({pool.Start})");
        var hosts = bits - pool.PrefixLength;
        Demand(hosts == 128 || first >> hosts == last >> hosts, pool, "Stop", $"an address in the same /{pool.PrefixLength} network as Start ({pool.Start})");
        // A gateway outside the network is legal for hosts with an on-link route; the guest's cloud-init would not set one up.
        Demand(hosts == 128 || gateway >> hosts == first >> hosts || pool.PrefixLength == bits, pool, "Gateway", $"an address in the /{pool.PrefixLength} network of the range");
        Demand(pool.DnsServers.Count <= 2, pool, "DnsServers", "two addresses at most");
        var normal = pool with
        {
            Name = pool.Name.Trim(),
            Start = IpNumber.Format(pool.Family, first),
            Stop = IpNumber.Format(pool.Family, last),
            Gateway = IpNumber.Format(pool.Family, gateway),
            DnsServers = [.. pool.DnsServers.Select(d => AnyAddress(pool, "DnsServers", d))],
            Excluded = [.. pool.Excluded.Select(e => IpNumber.Format(pool.Family, Address(pool, "Excluded", e))).Distinct()],
            ReverseZone = ReverseZones.Suggest(pool.Family, first, pool.PrefixLength),
        };
        var range = new PoolRange(normal);
        Demand(range.Size > 0, pool, "Stop", "a range in which something is left besides gateway, excluded, network and broadcast address");
        foreach (var other in others)
        {
            if (string.Equals(other.Name, normal.Name, StringComparison.OrdinalIgnoreCase) || other.Family != normal.Family) continue;
            var theirs = new PoolRange(other);
            if (first <= theirs.Last && theirs.First <= last)
                throw new ProvisioningException(ErrorIds.PoolOverlaps, ErrorKind.Conflict,
                    $"The range {normal.Start} - {normal.Stop} overlaps pool '{other.Name}' ({other.Start} - {other.Stop}) of server '{other.Server}'; choose a range of its own.", normal.Name);
        }
        return normal with { Size = range.Size };
    }

    private static UInt128 Address(IpPool pool, string field, string text)
    {
        Demand(IpNumber.TryParse(text, out var family, out var number) && family == pool.Family, pool, field, $"an {pool.Family} address, not '{text}'");
        return number;
    }

    private static string AnyAddress(IpPool pool, string field, string text)
    {
        Demand(IpNumber.TryParse(text, out var family, out var number), pool, field, $"an IP address, not '{text}'");
        return IpNumber.Format(family, number);
    }

    private static void Demand(bool holds, IpPool pool, string field, string allowed)
    {
        if (!holds)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{field} of pool '{pool.Name}' must be {allowed}.", pool.Name);
    }

    [GeneratedRegex(@"\A(?=.*\S)[^\p{C}*?\[\]]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PoolName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_.-]{0,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex BridgeName();
}
