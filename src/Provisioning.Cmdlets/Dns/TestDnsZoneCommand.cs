using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Asks a zone's provider whether it is reached, lets us in and serves the zone, and tells what stands in the way. Nothing is written there.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DnsZone", DefaultParameterSetName = ByName)]
[OutputType(typeof(DnsZoneCheck), typeof(bool))]
public sealed class TestDnsZoneCommand : DnsZoneCmdlet
{
    /// <summary>Registered zones; without it all of them.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(DnsZoneNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Their numbers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("ZoneId")]
    public long[] Id { get; set; } = [];

    /// <summary>Writes only whether nothing is wrong.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(ParameterSetName == ById ? [] : Name, Id, zone => Pump(zone.Name, async (host, pump, cancellation) =>
    {
        var check = await host.DnsZones.CheckAsync(zone.Id, cancellation);
        pump.Post(() => WriteObject(Quiet ? check.Success : check));
    }));
}
