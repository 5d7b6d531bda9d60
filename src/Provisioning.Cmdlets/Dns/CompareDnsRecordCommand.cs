using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Compares what services need with what providers serve: missing, changed, orphaned and foreign records. Nothing is written.</summary>
[Cmdlet(VerbsData.Compare, "DnsRecord")]
[OutputType(typeof(DnsDifference))]
public sealed class CompareDnsRecordCommand : DnsScopeCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one. Without it all services and all that is ours.</summary>
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
        if (Scope is not { } scope) return;
        Pump(null, async (host, pump, cancellation) =>
        {
            await foreach (var difference in host.DnsRecords.CompareAsync(scope, error => pump.Post(() => Trouble(error)), cancellation))
                pump.Post(() => WriteObject(difference));
        });
    }
}
