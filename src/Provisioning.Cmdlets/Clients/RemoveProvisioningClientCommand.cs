using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Forgets a client without services.</summary>
[Cmdlet(VerbsCommon.Remove, "ProvisioningClient", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisioningClient))]
public sealed class RemoveProvisioningClientCommand : ProvisioningCmdlet
{
    /// <summary>The client: user name, number or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("UserName", "Id")]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [ClientIdentity]
    public ClientIdentity[] Client { get; set; } = [];

    /// <summary>Writes what was forgotten.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var client in Client)
        {
            Change(client.ToString(), "Remove client", host => client.Find(host.Clients), (host, known) =>
            {
                host.Clients.Remove(known.Id);
                return known;
            }, PassThru, known => known.UserName);
        }
    }
}
