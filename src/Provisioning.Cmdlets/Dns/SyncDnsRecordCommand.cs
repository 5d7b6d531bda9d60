using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// Brings DNS records into step with services and returns when the providers have confirmed; or applies exactly what was planned; or leaves
/// it to the next tick.
/// </summary>
[Cmdlet(VerbsData.Sync, "DnsRecord", SupportsShouldProcess = true, DefaultParameterSetName = Now)]
[OutputType(typeof(DnsChangeResult), ParameterSetName = [Now])]
[OutputType(typeof(DnsChange), ParameterSetName = [Now])]
[OutputType(typeof(ProvisionedService), ParameterSetName = [Queued])]
public sealed class SyncDnsRecordCommand : DnsScopeCmdlet
{
    private const string Now = "Now";
    private const string Queued = "Queue";

    private readonly List<DnsChange> _planned = [];
    private readonly ProgressLine _progress = new("Synchronising DNS records");
    private int _settled;
    private bool _named;

    /// <summary>Services (numbers, or objects that belong to one) or planned changes. Without it all services and all that is ours.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [DnsSubject]
    public DnsSubject[]? Id { get; set; }

    /// <summary>Sets the local status set_dns_records and returns at once; the next tick does the work and returns the service to ready.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Queued)]
    public SwitchParameter Queue { get; set; }

    /// <summary>Takes over records that are nobody's and already hold the wanted values.</summary>
    [Parameter(ParameterSetName = Now)]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Takes over records that are nobody's, whatever they hold, and changes more than 30 % of a zone if that is what it takes.</summary>
    [Parameter(ParameterSetName = Now)]
    public SwitchParameter Force { get; set; }

    /// <summary>Takes over records that the store with this id has marked as its own.</summary>
    [Parameter(ParameterSetName = Now)]
    public string? TakeFrom { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _named |= Id is not null;
        _planned.AddRange((Id ?? []).Select(subject => subject.Change).OfType<DnsChange>());
        var services = (Id ?? []).Select(subject => subject.Service).OfType<ServiceIdentity>().ToList();
        if (ParameterSetName != Queued)
        {
            Collect(services);
            return;
        }

        foreach (var id in Services(services))
        {
            if (TryCall(id, host => host.Services.Get(id), out var service)
                && ShouldProcess(string.Create(CultureInfo.InvariantCulture, $"{id} {service.Fqdn}"), "Queue DNS synchronisation")
                && TryCall(id, host => host.DnsRecords.Queue(id), out var queued))
                WriteObject(queued);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == Queued)
        {
            if (!_named && !MyInvocation.ExpectingInput)
                WriteError(ErrorRecords.Of(new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, "Name the services that -Queue is for: Get-ProvisionedService | Sync-DnsRecord -Queue.")));
            return;
        }

        if (_planned.Count > 0) Apply();
        // A plan alone means that plan, not all services besides.
        if (Scope is { } scope && (_planned.Count == 0 || scope.ServiceIds.Count > 0))
            Sync(scope with { Adopt = Adopt, Force = Force, TakeFrom = TakeFrom.OrNull() });
    }

    private void Apply()
    {
        var target = _planned.Count == 1 ? $"{_planned[0].Name} {_planned[0].Type}" : string.Create(CultureInfo.InvariantCulture, $"{_planned.Count} planned record sets");
        if (Proceed(target, "Apply planned DNS changes", out var isWhatIf))
        {
            Pump(null, async (host, pump, cancellation) =>
            {
                await foreach (var result in host.DnsRecords.ApplyAsync(_planned, Force, cancellation))
                    pump.Post(() => Write(result, _planned.Count));
                pump.Post(() => WriteProgress(_progress.Done()));
            });
        }
        else if (isWhatIf)
        {
            WriteObject(_planned, enumerateCollection: true);
        }
    }

    private void Sync(DnsScope scope)
    {
        if (Proceed(Target(scope), "Synchronise DNS records", out var isWhatIf))
        {
            Pump(null, async (host, pump, cancellation) =>
            {
                await foreach (var result in host.DnsRecords.SyncAsync(scope, error => pump.Post(() => Trouble(error)), cancellation))
                    pump.Post(() => Write(result, null));
                pump.Post(() => WriteProgress(_progress.Done()));
            });
        }
        else if (isWhatIf)
        {
            Pump(null, async (host, pump, cancellation) =>
            {
                await foreach (var change in host.DnsRecords.PlanAsync(scope, error => pump.Post(() => Trouble(error)), cancellation))
                    pump.Post(() => WriteObject(change));
            });
        }
    }

    private void Write(DnsChangeResult result, int? of)
    {
        _settled++;
        if (_progress.Next(of is { } all ? $"{_settled} of {all} record sets" : $"{_settled} record sets", 100 * _settled / of, $"{result.Change.Name} {result.Change.Type}") is { } record)
            WriteProgress(record);
        if (result.Error is { } error)
        {
            if (result.Outcome == DnsOutcome.Skipped) WriteWarning(error.Message);
            else WriteError(ErrorRecords.Of(error.AsException(), result.Change.Name));
        }
        WriteObject(result);
    }

    private static string Target(DnsScope scope) => (scope.ServiceIds.Count, scope.Zones.Count) switch
    {
        (0, 0) => "all services",
        (0, _) => $"zone {string.Join(", ", scope.Zones)}",
        (1, _) => string.Create(CultureInfo.InvariantCulture, $"service {scope.ServiceIds.First()}"),
        var (services, _) => string.Create(CultureInfo.InvariantCulture, $"{services} services"),
    };
}
