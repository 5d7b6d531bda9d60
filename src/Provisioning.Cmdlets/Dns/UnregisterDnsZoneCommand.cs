using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Forgets a zone at a provider. Nothing is changed there.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "DnsZone", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(DnsZone))]
public sealed class UnregisterDnsZoneCommand : DnsZoneCmdlet
{
    /// <summary>The zone, at every provider that it is registered at.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(DnsZoneNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Its number, as Get-DnsZone shows it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    public long[] Id { get; set; } = [];

    /// <summary>Also while records of ours are in it. They stay there for good, and nobody looks after them any more.</summary>
    [Parameter]
    public SwitchParameter Abandon { get; set; }

    /// <summary>Writes what was forgotten.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, Id, zone =>
    {
        if (ShouldProcess(Called(zone), Abandon ? "Unregister zone and abandon its records" : "Unregister zone")
            && TryCall(zone.Name, host => host.DnsZones.Unregister(zone.Id, Abandon)) && PassThru)
            WriteObject(zone);
    });
}
