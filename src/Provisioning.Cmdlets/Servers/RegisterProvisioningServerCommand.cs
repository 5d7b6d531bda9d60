using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Enters a server. Nothing is asked of it yet; Test-ProvisioningServer does that.</summary>
[Cmdlet(VerbsLifecycle.Register, "ProvisioningServer", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisioningServer))]
public sealed class RegisterProvisioningServerCommand : ServerWritingCmdlet
{
    /// <summary>The name it is known by from now on.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Addresses of its API, tried in this order; a host name is enough.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Endpoints", "Uri")]
    [Endpoint]
    public Uri[] Endpoint { get; set; } = [];

    /// <summary>API token (id and secret) or user and password.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>Which system it is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public ServerKind Kind { get; set; } = ServerKind.Proxmox;

    private protected override bool CreatesStore => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var server = Apply(new ProvisioningServer
        {
            Name = Name,
            Kind = Kind,
            Endpoints = Endpoint,
            Authentication = Credentials.Kind(Credential),
            UserName = Credential.UserName,
        });

        if (ShouldProcess(Name, "Register server") && TryCall(Name, host => host.Servers.Register(server, Credential.Secret()), out var registered))
            WriteObject(registered);
    }
}
