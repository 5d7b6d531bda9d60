using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes a client. What isn't named stays.</summary>
[Cmdlet(VerbsCommon.Set, "ProvisioningClient", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisioningClient))]
public sealed class SetProvisioningClientCommand : ClientWritingCmdlet
{
    /// <summary>The client: user name, number or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("UserName", "Id")]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [ClientIdentity]
    public ClientIdentity[] Client { get; set; } = [];

    /// <summary>Another user name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewUserName { get; set; }

    /// <summary>Writes the changed client.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var client in Client)
        {
            Change(client.ToString(), "Change client", host => client.Find(host.Clients),
                (host, current) => host.Clients.Update(Apply(current) with { UserName = NewUserName ?? current.UserName }), PassThru, current => current.UserName);
        }
    }
}
