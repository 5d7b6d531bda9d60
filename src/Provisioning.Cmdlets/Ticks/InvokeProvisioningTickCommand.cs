using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Carries on whatever is due. Run it from a timer every minute, or let it watch.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ProvisioningTick", SupportsShouldProcess = true)]
[OutputType(typeof(TickSummary), typeof(TickPreview))]
public sealed class InvokeProvisioningTickCommand : ProvisioningCmdlet
{
    private readonly HashSet<long> _only = [];
    private readonly ProgressLine _progress = new("Provisioning tick");
    private int _done;

    /// <summary>Only these services: numbers, or objects that belong to one. A stopped operation of theirs is taken up again.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? ServiceId { get; set; }

    /// <summary>How many services are worked on at the same time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>After this time nothing new is begun; a bare number is seconds.</summary>
    [Parameter]
    [Seconds]
    [PositiveTime]
    public TimeSpan? TimeBudget { get; set; }

    /// <summary>Goes on with pass after pass until Ctrl+C or until the time budget is spent.</summary>
    [Parameter]
    public SwitchParameter Watch { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        // Nothing would be due for a number that no service has, and a typing error would pass for work done.
        _only.UnionWith(Services(ServiceId ?? []).Where(id => TryCall(id, host => host.Services.Get(id), out _)));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Services were named, and none of them is one: that must not become a tick of everything.
        if (IsBound(nameof(ServiceId)) && _only.Count == 0)
            return;

        var options = new TickOptions { MaxConcurrency = MaxConcurrency, TimeBudget = TimeBudget, ServiceIds = _only.Count > 0 ? _only : null, Watch = Watch };
        if (Proceed(_only.Count > 0 ? $"services {string.Join(", ", _only.Order())}" : "all services that are due", "Tick", out var isWhatIf))
            Run(options);
        else if (isWhatIf)
            Stream(null, host => host.Tick.Preview(options));
    }

    private void Run(TickOptions options) => Pump(null, async (host, pump, cancellation) =>
    {
        var summary = await host.Tick.RunAsync(options, new Reporter<JournalEntry>(entry => pump.Post(() => Tell(entry))), cancellation);
        pump.Post(() => Write(summary));
    });

    private void Tell(JournalEntry entry)
    {
        _done += entry.Event is JournalEvent.Done or JournalEvent.Skipped ? 1 : 0;
        Tell($"{entry.ServiceId} {entry.Operation} {entry.Step} {entry.Event}: {entry.Message}");
        if (_progress.Next($"{_done} steps done", detail: $"{entry.ServiceId}: {entry.Step} {entry.Event}") is { } record)
            WriteProgress(record);
    }

    private void Write(TickSummary summary)
    {
        WriteProgress(_progress.Done());
        if (summary.Stopped > 0)
            WriteWarning($"{summary.Stopped} operation(s) stopped with an error and wait for you: Get-ProvisionedService -Stopped lists them, Invoke-ProvisioningTick <id> takes one up again.");
        WriteObject(summary);
    }
}
