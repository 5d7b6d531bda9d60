using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Forgets an address pool none of whose addresses is held.</summary>
[Cmdlet(VerbsCommon.Remove, "IpPool", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(IpPool))]
public sealed class RemoveIpPoolCommand : ProvisioningCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpPoolNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Writes what was forgotten.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Change(name, "Remove address pool", host => host.Pools.Get(name), (host, known) =>
            {
                host.Pools.Remove(name);
                return known;
            }, PassThru);
        }
    }
}
