using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>The firewall of a package, for the cmdlets that write one.</summary>
public abstract class PackageFirewallCmdlet : PackageNetworkCmdlet
{
    /// <summary>Firewall flag of the network card; on unless :$false.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Firewall { get; set; }

    /// <summary>What happens to incoming packets that no rule names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public FirewallAction FirewallPolicyIn { get; set; }

    /// <summary>What happens to outgoing packets that no rule names.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public FirewallAction FirewallPolicyOut { get; set; }

    /// <summary>Log level of incoming packets.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public FirewallLogLevel FirewallLogIn { get; set; }

    /// <summary>Log level of outgoing packets.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public FirewallLogLevel FirewallLogOut { get; set; }

    /// <summary>Lets DHCP pass; on unless :$false.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FirewallDhcp { get; set; }

    /// <summary>Lets neighbour discovery pass; on unless :$false.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FirewallNdp { get; set; }

    /// <summary>Lets the machine send router advertisements.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FirewallRouterAdvertisement { get; set; }

    /// <summary>Only the card's own MAC address may send; on unless :$false.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FirewallMacFilter { get; set; }

    /// <summary>Only the card's own addresses may send.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter FirewallIpFilter { get; set; }

    /// <summary>Keeps an IP set with the service's addresses, so that no other may be used; on unless :$false.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter AntiSpoofing { get; set; }

    /// <summary>Rules, each as a line such as <c>in accept tcp 22</c>, a hashtable or an object. They replace the package's rules; a machine keeps those it has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [FirewallRule]
    public FirewallRule[] FirewallRule { get; set; } = [];

    /// <summary>The package with the firewall as the caller named it.</summary>
    private protected VmPackage ApplyFirewall(VmPackage package) => package with { Firewall = Apply(package.Firewall) };

    private VmFirewall Apply(VmFirewall firewall) => firewall with
    {
        Enabled = IsBound(nameof(Firewall)) ? Firewall : firewall.Enabled,
        PolicyIn = IsBound(nameof(FirewallPolicyIn)) ? FirewallPolicyIn : firewall.PolicyIn,
        PolicyOut = IsBound(nameof(FirewallPolicyOut)) ? FirewallPolicyOut : firewall.PolicyOut,
        LogIn = IsBound(nameof(FirewallLogIn)) ? FirewallLogIn : firewall.LogIn,
        LogOut = IsBound(nameof(FirewallLogOut)) ? FirewallLogOut : firewall.LogOut,
        Dhcp = IsBound(nameof(FirewallDhcp)) ? FirewallDhcp : firewall.Dhcp,
        Ndp = IsBound(nameof(FirewallNdp)) ? FirewallNdp : firewall.Ndp,
        RouterAdvertisement = IsBound(nameof(FirewallRouterAdvertisement)) ? FirewallRouterAdvertisement : firewall.RouterAdvertisement,
        MacFilter = IsBound(nameof(FirewallMacFilter)) ? FirewallMacFilter : firewall.MacFilter,
        IpFilter = IsBound(nameof(FirewallIpFilter)) ? FirewallIpFilter : firewall.IpFilter,
        AntiSpoofing = IsBound(nameof(AntiSpoofing)) ? AntiSpoofing : firewall.AntiSpoofing,
        Rules = IsBound(nameof(FirewallRule)) ? FirewallRule : firewall.Rules,
    };
}
