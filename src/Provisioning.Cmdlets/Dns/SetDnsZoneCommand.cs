using System.Management.Automation;
using System.Security;

namespace Provisioning.Commands;

/// <summary>Changes what is recorded of a zone: its secret, its TTL, how often it is compared. What isn't named stays.</summary>
[Cmdlet(VerbsCommon.Set, "DnsZone", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(DnsZone))]
public sealed class SetDnsZoneCommand : DnsZoneWritingCmdlet
{
    /// <summary>The zone, at every provider that it is registered at.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(DnsZoneNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Its number, as Get-DnsZone shows it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    public long[] Id { get; set; } = [];

    /// <summary>The new API key of PowerDNS or token of Cloudflare.</summary>
    [Parameter]
    public SecureString? ApiKey { get; set; }

    /// <summary>For dynamic update: the TSIG key's name and its new secret. For the others the password is the key or token.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Writes the changed zone.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, Id, zone =>
    {
        if (!ShouldProcess(Called(zone), "Change zone")) return;
        var changed = Apply(zone);
        if (Credential is not null && zone.Provider == DnsProviderKind.Rfc2136) changed = changed with { KeyName = Credential.UserName };
        if (TryCall(zone.Name, host => host.DnsZones.Update(changed, Secret(Credential, ApiKey)), out var after) && PassThru)
            WriteObject(after);
    });
}
