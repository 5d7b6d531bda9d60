using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes an address pool. What isn't named stays; assigned addresses keep what they were assigned with.</summary>
[Cmdlet(VerbsCommon.Set, "IpPool", SupportsShouldProcess = true)]
[OutputType(typeof(IpPool))]
public sealed class SetIpPoolCommand : ProvisioningCmdlet
{
    /// <summary>The pool.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpPoolNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>First address of the range.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Start { get; set; } = "";

    /// <summary>Last address of the range.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Stop { get; set; } = "";

    /// <summary>Prefix length (1 to 32, or 1 to 128).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 128)]
    public int PrefixLength { get; set; }

    /// <summary>Gateway: same version, never handed out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Gateway { get; set; } = "";

    /// <summary>Bridge that carries the addresses.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidatePattern(@"^\S+$")]
    public string Bridge { get; set; } = "";

    /// <summary>VLAN tag; 0 is untagged.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 4094)]
    public int Vlan { get; set; }

    /// <summary>Name servers, one, two or an empty list.</summary>
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

    /// <summary>Writes the changed pool.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Change(name, "Change address pool", host => host.Pools.Get(name), (host, current) => host.Pools.Update(Apply(current)), PassThru);
    }

    private IpPool Apply(IpPool pool) => pool with
    {
        Start = IsBound(nameof(Start)) ? Start : pool.Start,
        Stop = IsBound(nameof(Stop)) ? Stop : pool.Stop,
        PrefixLength = IsBound(nameof(PrefixLength)) ? PrefixLength : pool.PrefixLength,
        Gateway = IsBound(nameof(Gateway)) ? Gateway : pool.Gateway,
        Bridge = IsBound(nameof(Bridge)) ? Bridge : pool.Bridge,
        Vlan = IsBound(nameof(Vlan)) ? Vlan : pool.Vlan,
        DnsServers = IsBound(nameof(DnsServer)) ? DnsServer : pool.DnsServers,
        Excluded = IsBound(nameof(Exclude)) ? Exclude : pool.Excluded,
    };
}
