using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Waits until services have ended what they were doing, and does their work meanwhile.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ProvisionedService")]
[OutputType(typeof(ProvisionedService))]
public sealed class WaitProvisionedServiceCommand : ProvisioningCmdlet
{
    private readonly HashSet<long> _waitedFor = [];
    private readonly ProgressLine _progress = new("Waiting for services");

    /// <summary>Services: numbers, or objects that belong to one. All of the pipeline's are waited for at once.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[] Id { get; set; } = [];

    /// <summary>Time allowed for all of them together, in seconds; without it as long as it takes.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    /// <summary>Only watches, and leaves the work to ticks that run elsewhere.</summary>
    [Parameter]
    public SwitchParameter NoTick { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _waitedFor.UnionWith(Services(Id));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_waitedFor.Count == 0)
            return;

        var ended = 0;
        var timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var since = DateTimeOffset.UtcNow;
        Pump(null, async (host, pump, cancellation) =>
        {
            var told = new Reporter<ProvisionedService>(service => pump.Post(() => Tell(service, Volatile.Read(ref ended))));
            await foreach (var service in host.Services.WaitAsync(_waitedFor, !NoTick, timeout, told, cancellation))
            {
                Interlocked.Increment(ref ended);
                var leftOut = host.Records.Journal(new RecordFilter { ServiceId = service.Id, Events = [JournalEvent.Skipped], Since = since }).Where(line => line.ErrorId is not null).ToList();
                pump.Post(() => Write(service, leftOut));
            }

            pump.Post(() => WriteProgress(_progress.Done()));
        });
    }

    private void Tell(ProvisionedService service, int ended)
    {
        Tell($"{service.Id} {service.HostName}: {service.LocalStatus}{(service.Step is null ? "" : $", at {service.Step}")}{(service.WaitingFor is null ? "" : $" ({service.WaitingFor})")}");
        if (_progress.Next($"{ended} of {_waitedFor.Count} ended", 100 * ended / _waitedFor.Count, $"{service.HostName}: {service.LocalStatus}") is { } record)
            WriteProgress(record);
    }

    private void Write(ProvisionedService service, List<JournalEntry> leftOut)
    {
        // Part of what was asked for can't be had: nobody would look for that in the journal of what has succeeded.
        foreach (var line in leftOut)
            WriteWarning($"{service}: {line.Step} was left out: {line.Message}.");
        if (Problem(service) is { } problem)
            WriteError(ErrorRecords.Of(problem.AsException(), service.Id));
        WriteObject(service);
    }

    private ProvisioningError? Problem(ProvisionedService service) => service.OperationState switch
    {
        null or OperationState.Succeeded or OperationState.Cancelled => null,
        OperationState.Stopped => service.LastError
            ?? new(ErrorIds.ServiceStopped, ErrorKind.RemoteFailure, $"{service.HostName} stopped at {service.Step}. Get-ProvisioningLog {service.Id} tells why."),
        _ => new(ErrorIds.WaitTimedOut, ErrorKind.Timeout, $"{service.HostName} has not ended after {TimeoutSec} s; it is at {service.Step ?? service.LocalStatus}{(service.WaitingFor is { } awaited ? $" ({awaited})" : "")}{(service.LastError is { } last ? $" with {last.Id}" : "")}. Wait again, or see Get-ProvisioningLog {service.Id}.", Retryable: true),
    };
}
