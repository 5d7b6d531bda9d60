using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What all cmdlets share that are about records: of which services, and in which zones. Without either it is all of them.</summary>
public abstract class DnsScopeCmdlet : ProvisioningCmdlet
{
    private readonly HashSet<long> _services = [];
    private bool _refused;

    /// <summary>Only records in these zones.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DnsZoneNameCompleter))]
    [SupportsWildcards]
    public string[] Zone { get; set; } = [];

    /// <summary>Takes in services of the pipeline; they are looked at together at its end.</summary>
    private protected void Collect(IEnumerable<ServiceIdentity>? services)
    {
        foreach (var identity in services ?? [])
        {
            _refused |= identity.Id is null;
            _services.UnionWith(Services([identity]));
        }
    }

    /// <summary>What was asked for; null when all that was offered was no service, and so nothing may be meant rather than everything.</summary>
    private protected DnsScope? Scope => _services.Count == 0 && (_refused || IsPiped) ? null : new DnsScope { ServiceIds = _services, Zones = Zone };

    // An empty pipeline means no service, not all of them.
    private bool IsPiped => MyInvocation.ExpectingInput;

    /// <summary>Writes what zones are in trouble; the rest is still shown.</summary>
    private protected void Trouble(ProvisioningError error) => WriteError(ErrorRecords.Of(error.AsException(), error.Target));
}
