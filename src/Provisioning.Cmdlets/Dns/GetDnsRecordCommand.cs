using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists the records that are ours, where they are and since when. It asks no provider: Compare-DnsRecord does.</summary>
[Cmdlet(VerbsCommon.Get, "DnsRecord")]
[OutputType(typeof(DnsRecord))]
public sealed class GetDnsRecordCommand : DnsScopeCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one. Without it all that is ours.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Collect(Id);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Scope is { } scope) Stream(null, host => host.DnsRecords.Find(scope, Cancellation));
    }
}
