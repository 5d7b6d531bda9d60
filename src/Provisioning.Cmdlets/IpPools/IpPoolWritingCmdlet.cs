using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What New- and Set-IpPool have in common.</summary>
public abstract class IpPoolWritingCmdlet : ProvisioningCmdlet
{
    /// <summary>Bridge that carries the addresses.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidatePattern(@"^\S+$")]
    public string Bridge { get; set; } = "";

    /// <summary>VLAN tag; 0 is untagged.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 4094)]
    public int Vlan { get; set; }

    /// <summary>Name servers, two at most.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DnsServers")]
    [AllowEmptyCollection]
    [ValidateCount(0, 2)]
    public string[] DnsServer { get; set; } = [];

    /// <summary>Addresses of the range that are never handed out; replaces the list.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Excluded")]
    [AllowEmptyCollection]
    public string[] Exclude { get; set; } = [];

    /// <summary>The pool with what the caller named.</summary>
    private protected IpPool Apply(IpPool pool) => pool with
    {
        Bridge = IsBound(nameof(Bridge)) ? Bridge : pool.Bridge,
        Vlan = IsBound(nameof(Vlan)) ? Vlan : pool.Vlan,
        DnsServers = IsBound(nameof(DnsServer)) ? DnsServer : pool.DnsServers,
        Excluded = IsBound(nameof(Exclude)) ? Exclude : pool.Excluded,
    };
}
