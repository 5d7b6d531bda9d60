using System.Management.Automation;
using System.Security;

namespace Provisioning.Commands;

/// <summary>Enters a zone at a provider, after asking that provider for it. Its records are brought into step by the next tick.</summary>
[Cmdlet(VerbsLifecycle.Register, "DnsZone", SupportsShouldProcess = true, DefaultParameterSetName = WithApiKey)]
[OutputType(typeof(DnsZone))]
public sealed class RegisterDnsZoneCommand : DnsZoneWritingCmdlet
{
    private const string WithApiKey = "ApiKey";
    private const string WithCredential = "Credential";
    private const string CloudflareAddress = "https://api.cloudflare.com/client/v4";

    /// <summary>The zone: example.com, 2.0.192.in-addr.arpa, 0/26.2.0.192.in-addr.arpa.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Zone")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>How it is read and written.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public DnsProviderKind Provider { get; set; }

    /// <summary>Where: http://ns1:8081 for PowerDNS, dns://ns1:53 for dynamic update. Cloudflare's own address need not be given.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("Uri")]
    public Uri? Endpoint { get; set; }

    /// <summary>The API key of PowerDNS or the token of Cloudflare.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    public SecureString ApiKey { get; set; } = null!;

    /// <summary>For dynamic update: the TSIG key's name as user name and its secret (base64) as password. For the others the password is the key or token.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithCredential, ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>Enters the zone without asking its provider.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    private protected override bool CreatesStore => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if ((Endpoint ?? (Provider == DnsProviderKind.Cloudflare ? new Uri(CloudflareAddress) : null)) is not { } endpoint)
        {
            WriteError(ErrorRecords.Of(new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
                $"Endpoint of zone '{Name}' is missing: give {(Provider == DnsProviderKind.Rfc2136 ? "dns://ns1.example.com:53" : "http://ns1.example.com:8081")}, say.", Name)));
            return;
        }

        var isUpdate = Provider == DnsProviderKind.Rfc2136;
        var zone = Apply(new DnsZone { Name = Name, Provider = Provider, Endpoint = endpoint, KeyName = isUpdate && ParameterSetName == WithCredential ? Credential.UserName : null });
        var secret = Secret(ParameterSetName == WithCredential ? Credential : null, ApiKey)!;
        if (!ShouldProcess(Called(zone), "Register zone") || (!SkipCheck && !IsServed(zone, secret)))
            return;
        if (TryCall(Name, host => host.DnsZones.Register(zone, secret), out var registered))
            WriteObject(registered);
    }

    private bool IsServed(DnsZone zone, SecretText secret)
    {
        DnsZoneCheck? check = null;
        Pump(Name, async (host, _, cancellation) => check = await host.DnsZones.CheckAsync(zone, secret, cancellation));
        foreach (var problem in check?.Problems ?? [])
            WriteError(ErrorRecords.Of(problem.AsException(), Name));
        return check is { Success: true };
    }
}
