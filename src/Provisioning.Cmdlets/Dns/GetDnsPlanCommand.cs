using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Says what Sync-DnsRecord would do, one object a record set. Zones are read, nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "DnsPlan")]
[OutputType(typeof(DnsChange))]
public sealed class GetDnsPlanCommand : DnsScopeCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one. Without it all services and all that is ours.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? Id { get; set; }

    /// <summary>Plans to take over records that are nobody's and already hold the wanted values.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Plans to take over records that are nobody's, whatever they hold.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Plans to take over records that the store with this id has marked as its own.</summary>
    [Parameter]
    public string? TakeFrom { get; set; }

    /// <summary>Also shows what is as it should be.</summary>
    [Parameter]
    public SwitchParameter IncludeKeep { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Collect(Id);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Scope is not { } scope) return;
        scope = scope with { Adopt = Adopt, Force = Force, TakeFrom = TakeFrom.OrNull(), IncludeKeep = IncludeKeep };
        Pump(null, async (host, pump, cancellation) =>
        {
            await foreach (var change in host.DnsRecords.PlanAsync(scope, error => pump.Post(() => Trouble(error)), cancellation))
                pump.Post(() => WriteObject(change));
        });
    }
}
