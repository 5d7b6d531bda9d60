using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Forgets a server that has no services left.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "ProvisioningServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisioningServer))]
public sealed class UnregisterProvisioningServerCommand : ProvisioningCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
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
            Change(name, "Unregister server", host => host.Servers.Get(name), (host, known) =>
            {
                host.Servers.Unregister(name);
                return known;
            }, PassThru);
        }
    }
}
