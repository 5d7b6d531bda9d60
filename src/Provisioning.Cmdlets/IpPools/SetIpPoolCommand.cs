using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes an address pool. What isn't named stays; assigned addresses keep what they were assigned with.</summary>
[Cmdlet(VerbsCommon.Set, "IpPool", SupportsShouldProcess = true)]
[OutputType(typeof(IpPool))]
public sealed class SetIpPoolCommand : IpPoolWritingCmdlet
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

    /// <summary>Writes the changed pool.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Change(name, "Change address pool", host => host.Pools.Get(name), (host, current) => host.Pools.Update(Changed(current)), PassThru);
    }

    private IpPool Changed(IpPool pool) => Apply(pool) with
    {
        Start = IsBound(nameof(Start)) ? Start : pool.Start,
        Stop = IsBound(nameof(Stop)) ? Stop : pool.Stop,
        PrefixLength = IsBound(nameof(PrefixLength)) ? PrefixLength : pool.PrefixLength,
        Gateway = IsBound(nameof(Gateway)) ? Gateway : pool.Gateway,
    };
}
