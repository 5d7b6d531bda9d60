using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Enters a client.</summary>
[Cmdlet(VerbsCommon.New, "ProvisioningClient", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisioningClient))]
public sealed class NewProvisioningClientCommand : ClientWritingCmdlet
{
    /// <summary>The user name, unique among clients.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = "";

    private protected override bool CreatesStore => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var client = Apply(new ProvisioningClient { UserName = UserName });
        if (ShouldProcess(UserName, "New client") && TryCall(UserName, host => host.Clients.Create(client), out var created))
            WriteObject(created);
    }
}
