using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes what is recorded of a server. What isn't named stays.</summary>
[Cmdlet(VerbsCommon.Set, "ProvisioningServer", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisioningServer))]
public sealed class SetProvisioningServerCommand : ServerWritingCmdlet
{
    /// <summary>The server.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Addresses of its API, tried in this order; a host name is enough.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Endpoints", "Uri")]
    [Endpoint]
    public Uri[] Endpoint { get; set; } = [];

    /// <summary>API token (id and secret) or user and password. Without it the stored one stays.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Writes the changed server.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Change(name, "Change server", host => host.Servers.Get(name), (host, current) => host.Servers.Update(Changed(current), Credential?.Secret()), PassThru);
    }

    private ProvisioningServer Changed(ProvisioningServer server)
    {
        var changed = Apply(server);
        if (IsBound(nameof(Endpoint)))
            changed = changed with { Endpoints = Endpoint };
        return Credential is null ? changed : changed with { UserName = Credential.UserName, Authentication = Credentials.Kind(Credential) };
    }
}
