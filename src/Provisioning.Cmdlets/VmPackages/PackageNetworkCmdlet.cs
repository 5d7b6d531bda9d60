using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>The network card and addresses of a package, for the cmdlets that write one.</summary>
public abstract class PackageNetworkCmdlet : PackageDisksCmdlet
{
    /// <summary>Network card that the guest sees.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public NetworkModel NetworkModel { get; set; }

    /// <summary>Limit of the network card in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1000000)]
    public decimal NetworkMBps { get; set; }

    /// <summary>Bridge, where the address pool does not decide.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidatePattern(@"^\S+$")]
    public string Bridge { get; set; } = "";

    /// <summary>VLAN tag, where the address pool does not decide; 0 is untagged.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 4094)]
    public int Vlan { get; set; }

    /// <summary>Takes bridge and VLAN from the pool of the address; with :$false only pools with this bridge and VLAN serve.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter AutoBridgeVlan { get; set; }

    /// <summary>IPv4 addresses from the pools.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 256)]
    public int IPv4Count { get; set; }

    /// <summary>IPv6 addresses from the pools.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 256)]
    public int IPv6Count { get; set; }

    /// <summary>The guest asks DHCP for IPv4; no address is taken from a pool.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter DhcpIPv4 { get; set; }

    /// <summary>The guest asks DHCP for IPv6; no address is taken from a pool.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter DhcpIPv6 { get; set; }

    /// <summary>The package with network card and addresses as the caller named them.</summary>
    private protected VmPackage ApplyNetwork(VmPackage package) => package with
    {
        NetworkModel = IsBound(nameof(NetworkModel)) ? NetworkModel : package.NetworkModel,
        NetworkMBps = IsBound(nameof(NetworkMBps)) ? NetworkMBps : package.NetworkMBps,
        Bridge = IsBound(nameof(Bridge)) ? Bridge : package.Bridge,
        Vlan = IsBound(nameof(Vlan)) ? Vlan : package.Vlan,
        AutoBridgeVlan = IsBound(nameof(AutoBridgeVlan)) ? AutoBridgeVlan : package.AutoBridgeVlan,
        IPv4Count = IsBound(nameof(IPv4Count)) ? IPv4Count : package.IPv4Count,
        IPv6Count = IsBound(nameof(IPv6Count)) ? IPv6Count : package.IPv6Count,
        DhcpIPv4 = IsBound(nameof(DhcpIPv4)) ? DhcpIPv4 : package.DhcpIPv4,
        DhcpIPv6 = IsBound(nameof(DhcpIPv6)) ? DhcpIPv6 : package.DhcpIPv6,
    };
}
