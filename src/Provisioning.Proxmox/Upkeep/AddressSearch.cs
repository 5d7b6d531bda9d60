using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Addresses of a machine, the main ones first, each with its prefix length where that is known.</summary>
/// <param name="Addresses">The addresses.</param>
/// <param name="Remarks">What an admin should know of them.</param>
internal sealed record FoundAddresses(IReadOnlyList<string> Addresses, IReadOnlyList<string> Remarks);

/// <summary>Finds the addresses of a machine that nobody recorded: what cloud-init sets, what its IP set lets send, else what its agent tells.</summary>
internal sealed class AddressSearch(ProxmoxApi api, ClusterGuest guest, VmConfig config)
{
    private const string SetName = "ipfilter-net0";

    /// <summary>Finds them.</summary>
    /// <param name="given">Addresses that an admin names; then nothing is searched.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<FoundAddresses> FindAsync(IReadOnlyList<string> given, CancellationToken cancellation)
    {
        if (given.Count > 0) return new([.. given.Select(address => address.Trim())], []);
        var line = config.IpConfig(0) ?? new IpConfig();
        var found = new[] { line.Ip, line.Ip6 }.OfType<string>().Where(IsStatic).ToList();
        found.AddRange((await EntriesAsync(cancellation).ConfigureAwait(false)).Where(IsSingle));
        var remarks = new List<string>();
        if (line.Ip == "dhcp" || line.Ip6 is "dhcp" or "auto") remarks.Add("Its guest asks for an address itself; none is recorded for that. Take a package with DHCP for it.");
        else if (found.Count == 0) found.AddRange(await FromAgentAsync(remarks, cancellation).ConfigureAwait(false));
        if (found.Count == 0) remarks.Add("No address of it was found; name them with -IPAddress if it has any.");
        return new([.. found.DistinctBy(address => FirewallWishes.Address(address.Split('/')[0]))], remarks);
    }

    private async Task<IEnumerable<string>> EntriesAsync(CancellationToken cancellation)
    {
        if (!(await api.ListIpSetsAsync(guest.Vm, cancellation).ConfigureAwait(false)).Any(set => set.Name == SetName)) return [];
        return (await api.ListIpSetEntriesAsync(guest.Vm, SetName, cancellation).ConfigureAwait(false)).Where(entry => !entry.NoMatch).Select(entry => entry.Cidr);
    }

    private async Task<IReadOnlyList<string>> FromAgentAsync(List<string> remarks, CancellationToken cancellation)
    {
        if (!config.HasAgent || guest.Status != "running" || config.Net(0)?.Mac is not { } mac) return [];
        try
        {
            var cards = await api.ListGuestInterfacesAsync(guest.Vm, cancellation).ConfigureAwait(false);
            return [.. cards.Where(card => string.Equals(card.Mac, mac, StringComparison.OrdinalIgnoreCase)).SelectMany(card => card.Addresses).Where(IsOfUse)];
        }
        catch (ProvisioningException e) when (e.Error.Kind is not (ErrorKind.Unreachable or ErrorKind.Timeout or ErrorKind.Auth))
        {
            remarks.Add($"Its guest agent does not tell its addresses: {e.Error.Message}");
            return [];
        }
    }

    private static bool IsStatic(string address) => address is not ("dhcp" or "auto");

    /// <summary>One address, not a network.</summary>
    private static bool IsSingle(string cidr) => !FirewallWishes.Address(cidr).Contains('/', StringComparison.Ordinal);

    /// <summary>Not one that every card has.</summary>
    private static bool IsOfUse(string address) =>
        IpNumber.TryParse(address.Split('/')[0], out var family, out var number) && (family == IpFamily.IPv4
            ? (number >> 24) != 127 && (number >> 16) != ((169u << 8) | 254)
            : (number >> 118) != (0xFE80 >> 6) && number != 1);
}

/// <summary>Finds for addresses the pools they are in, and what is known of those that are in none.</summary>
internal sealed class AddressHomes(IStateReader state, string server, VmConfig config)
{
    private readonly IReadOnlyList<PoolRange> _pools = [.. state.Pools(server).Select(pool => new PoolRange(pool))];

    /// <summary>The addresses as the service will hold them; the first of each version is its main one.</summary>
    /// <exception cref="ProvisioningException">InvalidValue, AddressTaken.</exception>
    public IReadOnlyList<IpAssignment> Of(IReadOnlyList<string> addresses)
    {
        var homes = new List<IpAssignment>();
        foreach (var text in addresses)
        {
            var home = Home(text, isMain: address => homes.TrueForAll(earlier => earlier.Family != address));
            if (homes.Exists(earlier => earlier.Address == home.Address)) continue;
            homes.Add(home);
        }
        return [.. homes.OrderByDescending(address => address.IsMain)];
    }

    private IpAssignment Home(string text, Func<IpFamily, bool> isMain)
    {
        var parts = text.Split('/', 2);
        if (!IpNumber.TryParse(parts[0], out var family, out var number)) throw Refuse.Invalid($"'{text}' is no address; give one such as 192.0.2.10 or 192.0.2.10/24.", text);
        var whole = family == IpFamily.IPv4 ? 32 : 128;
        var prefix = whole;
        if (parts.Length == 2 && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix >= 1 && prefix <= whole))
            throw Refuse.Invalid($"'{text}' has no prefix length that an {family} address can have; allowed: 1 to {whole}.", text);
        var address = IpNumber.Format(family, number);
        if (_pools.FirstOrDefault(range => IpNumber.TryParse(range.Pool.Gateway, out var at, out var gateway) && at == family && gateway == number) is { Pool: var routed })
            throw Refuse.Invalid($"Address {address} is the gateway of pool '{routed.Name}'; no machine can have it.", address);
        if (state.AddressHolder(server, family, number) is { } holder)
            throw new ProvisioningException(ErrorIds.AddressTaken, ErrorKind.Conflict,
                $"Address {address} is held by service {holder}; two services can't have it. See Get-IpAssignment -Address {address}, or name the machine's addresses with -IPAddress.", address);
        var home = new IpAssignment { Address = address, Family = family, Pool = "", Server = server, ServiceId = 0, IsMain = isMain(family), PrefixLength = prefix };
        if (_pools.FirstOrDefault(range => range.Pool.Family == family && number >= range.First && number <= range.Last)?.Pool is not { } pool)
        {
            var (line, card) = (config.IpConfig(0), config.Net(0));
            return home with
            {
                Gateway = family == IpFamily.IPv4 ? line?.Gateway : line?.Gateway6,
                Bridge = card?.Bridge,
                Vlan = card?.Vlan ?? 0,
                DnsServers = (config.NameServer ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            };
        }
        return home with { Pool = pool.Name, PrefixLength = pool.PrefixLength, Gateway = pool.Gateway, Bridge = pool.Bridge, Vlan = pool.Vlan, DnsServers = pool.DnsServers };
    }
}
