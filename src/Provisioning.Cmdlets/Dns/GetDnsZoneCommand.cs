using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists registered zones and how they stand: when they were compared, since when they can't be used, and why.</summary>
[Cmdlet(VerbsCommon.Get, "DnsZone", DefaultParameterSetName = ByName)]
[OutputType(typeof(DnsZone))]
public sealed class GetDnsZoneCommand : DnsZoneCmdlet
{
    /// <summary>Their names; without it all of them.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(DnsZoneNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Their numbers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("ZoneId")]
    public long[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(ParameterSetName == ById ? [] : Name, Id, WriteObject);
}
