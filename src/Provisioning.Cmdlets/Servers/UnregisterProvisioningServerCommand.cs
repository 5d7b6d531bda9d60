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
            if (TryCall(name, host => host.Servers.Get(name), out var known)
                && ShouldProcess(name, "Unregister server")
                && TryCall(name, host => host.Servers.Unregister(name))
                && PassThru)
            {
                WriteObject(known);
            }
        }
    }
}
