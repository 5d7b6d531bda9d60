using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Asks a server for its version, its nodes and our privileges, and tells what stands in the way.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ProvisioningServer", DefaultParameterSetName = Registered)]
[OutputType(typeof(ServerCheck), typeof(bool))]
public sealed class TestProvisioningServerCommand : ProvisioningCmdlet
{
    private const string Registered = "Registered";
    private const string Unregistered = "Unregistered";

    /// <summary>Registered servers; without it all of them.</summary>
    [Parameter(Position = 0, ParameterSetName = Registered, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Address of a server that isn't registered yet; a host name is enough.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Unregistered)]
    [Endpoint]
    public Uri[] Endpoint { get; set; } = [];

    /// <summary>API token (id and secret) or user and password to try.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Unregistered)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>SHA-256 thumbprints of certificates that are trusted although no authority signs for them.</summary>
    [Parameter(ParameterSetName = Unregistered)]
    [Alias("Fingerprint")]
    public string[] CertificateThumbprint { get; set; } = [];

    /// <summary>Turns the certificate check off. Nothing protects the credential then.</summary>
    [Parameter(ParameterSetName = Unregistered)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Writes only whether nothing is wrong.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == Unregistered)
        {
            Check(Endpoint[0].ToString(), (host, cancellation) => host.Servers.CheckAsync(Candidate(), Credential.Secret(), cancellation));
            return;
        }

        foreach (var name in Name)
        {
            if (!TryCall(name, host => Names.Search(name, host.Servers.Find, host.Servers.Get).ToList(), out var servers))
                continue;
            foreach (var server in servers)
                Check(server.Name, (host, cancellation) => host.Servers.CheckAsync(server.Name, cancellation));
        }
    }

    private void Check(string target, Func<IProvisioningHost, CancellationToken, Task<ServerCheck>> check) =>
        Pump(target, async (host, pump, cancellation) =>
        {
            var result = await check(host, cancellation);
            pump.Post(() => WriteObject(Quiet ? result.Success : result));
        });

    private ProvisioningServer Candidate() => new()
    {
        Name = Endpoint[0].Host,
        Kind = ServerKind.Proxmox,
        Endpoints = Endpoint,
        Authentication = Credentials.Kind(Credential),
        UserName = Credential.UserName,
        CertificateThumbprints = CertificateThumbprint,
        SkipCertificateCheck = SkipCertificateCheck,
    };
}
