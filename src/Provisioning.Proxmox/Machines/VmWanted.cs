using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>What a machine is brought to: package, options and order in one, with the addresses that the service holds.</summary>
internal sealed record VmWanted
{
    /// <summary>The package with the service's options in force.</summary>
    public required VmPackage Package { get; init; }
    /// <summary>The order, and what was learned of the machine.</summary>
    public required VmData Data { get; init; }
    /// <summary>Host name.</summary>
    public required string HostName { get; init; }
    /// <summary>Domain.</summary>
    public string? Domain { get; init; }
    /// <summary>Host name and domain.</summary>
    public string Fqdn => string.IsNullOrEmpty(Domain) ? HostName : $"{HostName}.{Domain}";
    /// <summary>Addresses, main ones first.</summary>
    public IReadOnlyList<IpAssignment> Addresses { get; init; } = [];
    /// <summary>All addresses that the service holds, those that are too many included.</summary>
    public IReadOnlyList<IpAssignment> Held { get; init; } = [];
    /// <summary>Fetches the guest's password when it is needed; null when none is kept.</summary>
    public Func<SecretText?> PasswordSource { get; init; } = () => null;

    /// <summary>What a service's machine is to be; no password is known.</summary>
    /// <param name="service">The service.</param>
    /// <param name="package">Its package with options in force.</param>
    /// <param name="data">Its data.</param>
    /// <param name="held">Addresses it holds, main ones first; while a change takes some away, they are still held.</param>
    public static VmWanted Of(ServiceRow service, VmPackage package, VmData data, IReadOnlyList<IpAssignment> held)
    {
        var (ipv4, ipv6) = (package.DhcpIPv4 ? 0 : package.IPv4Count, package.DhcpIPv6 ? 0 : package.IPv6Count);
        var kept = held.Where(address => address.Family == IpFamily.IPv4).Take(ipv4).Concat(held.Where(address => address.Family == IpFamily.IPv6).Take(ipv6)).ToHashSet();
        return new VmWanted { Package = package, Data = data, HostName = service.HostName, Domain = service.Domain, Addresses = [.. held.Where(kept.Contains)], Held = held };
    }

    /// <summary>The address that the guest is configured with.</summary>
    public IpAssignment? Main(IpFamily family) =>
        Addresses.FirstOrDefault(address => address.Family == family && address.IsMain) ?? Addresses.FirstOrDefault(address => address.Family == family);

    private IpAssignment? Leading => Main(IpFamily.IPv4) ?? Main(IpFamily.IPv6);

    /// <summary>Bridge of the first card: the address' pool decides unless the package does.</summary>
    public string Bridge => Package.AutoBridgeVlan && Leading?.Bridge is { } bridge ? bridge : Package.Bridge;

    /// <summary>VLAN of the first card; 0 is untagged.</summary>
    public int Vlan => Package.AutoBridgeVlan && Leading is { Bridge: not null } leading ? leading.Vlan : Package.Vlan;

    /// <summary>
    /// Whether only known addresses may send. With DHCP they are not known, and an IP set without them would cut the guest off.
    /// </summary>
    public bool KeepsIpSet => Package.Firewall.AntiSpoofing && Addresses.Count > 0 && !Package.DhcpIPv4 && !Package.DhcpIPv6;

    /// <summary>Public ssh keys: the package's, then the order's.</summary>
    public IReadOnlyList<string> SshKeys => [.. Package.SshKeys.Concat(Data.SshKeys).Distinct()];
}
