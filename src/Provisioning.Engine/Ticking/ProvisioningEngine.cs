namespace Provisioning.Engine;

/// <summary>The engine: takes orders and carries operations on. It knows service kinds only through their drivers.</summary>
public sealed class ProvisioningEngine
{
    private readonly IStateStore _store;
    private readonly IReadOnlyDictionary<string, IServiceDriver> _drivers;
    private readonly TimeProvider _clock;
    private readonly EngineOptions _options;
    private readonly Rounds _rounds;
    private readonly IReadOnlyList<ITickWork> _works;

    /// <summary>Puts the engine together.</summary>
    public ProvisioningEngine(IStateStore store, IEnumerable<IServiceDriver> drivers, TimeProvider clock, EngineOptions? options = null, IEnumerable<ITickWork>? works = null)
    {
        _works = [.. works ?? []];
        (_store, _clock, _options) = (store, clock, options ?? new EngineOptions());
        _drivers = drivers.ToDictionary(d => d.Kind, StringComparer.Ordinal);
        Orders = new OrderIntake(store, clock);
        Requests = new OperationRequests(store, _drivers, clock, _options);
        Records = new ServiceRecords(store, _drivers, Requests, clock, _options);
        var due = new DueRequests(store, [.. _drivers.Values.SelectMany(driver => driver.DueSources.Prepend(new RenewalSource(driver)))], Requests, clock);
        _rounds = new Rounds(due, new Surveys(store, _drivers, due, clock, _options), new ScheduleTurns(store, Requests, _drivers, clock, _options));
    }

    /// <summary>Takes orders.</summary>
    public OrderIntake Orders { get; }

    /// <summary>Takes requests for operations on services that exist.</summary>
    public OperationRequests Requests { get; }

    /// <summary>Changes the records of services: due dates, notes, the local status.</summary>
    public ServiceRecords Records { get; }

    /// <summary>Carries on what is due, after asking the rules and schedules what has fallen due. Stopped operations of services that are named are taken up again first.</summary>
    /// <exception cref="ProvisioningException">Only when the store itself fails; a service's trouble is in the summary and the journal.</exception>
    public async Task<TickSummary> TickAsync(TickOptions options, IProgress<JournalEntry>? progress, CancellationToken cancellation)
    {
        if (options.ServiceIds is { } ids) TakeUp(ids);
        return await RunAsync(options, _rounds, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same without taking up what stopped and without asking rules: for waiting faces, which only want to see it through.</summary>
    public Task<TickSummary> ContinueAsync(TickOptions options, IProgress<JournalEntry>? progress, CancellationToken cancellation) =>
        RunAsync(options, null, progress, cancellation);

    /// <summary>What a tick would begin with: what is under way, and what rules and schedules would ask for.</summary>
    public IReadOnlyList<TickPreview> Preview(TickOptions options, int limit = 10_000)
    {
        var underWay = _store.Read(reader => reader.Due(_clock.GetUtcNow(), options.ServiceIds, limit)).Select(WithStep);
        var due = _rounds.Due.Preview(options.ServiceIds).Take(limit).Select(request => WithStep(new TickPreview(
            request.ServiceId, request.HostName, request.Operation, "", _store.Read(reader => reader.Service(request.ServiceId))?.LocalStatus ?? "", request.DueSince, null) { Reason = request.Reason, Origin = request.Origin }));
        return [.. underWay, .. due, .. _rounds.Schedules.Preview(options.ServiceIds, limit).Select(WithStep)];
    }

    private async Task<TickSummary> RunAsync(TickOptions options, Rounds? rounds, IProgress<JournalEntry>? progress, CancellationToken cancellation)
    {
        using var runner = new TickRunner(_store, _drivers, _works, _clock, _options, options, rounds, progress);
        return await runner.RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes stopped and retrying operations of these services due now, with a clean count of failures.</summary>
    private void TakeUp(IReadOnlyCollection<long> ids) => _store.Write(Durability.Full, writer =>
    {
        var now = _clock.GetUtcNow();
        foreach (var id in ids)
        {
            if (writer.Service(id) is not { OperationId: { } operationId } service || writer.Operation(operationId) is not { } operation) continue;
            if (operation.State is not (OperationState.Stopped or OperationState.Retrying)) continue;
            writer.SaveOperation(operation with { State = OperationState.Queued, Attempts = 0, FailingSince = null, EndedAt = null });
            writer.SetDue(id, now);
            if (operation.State == OperationState.Stopped)
                writer.AddJournal([new JournalEntry
                {
                    At = now, Event = JournalEvent.Resumed, ServiceId = id, OperationId = operationId, Operation = operation.Name, Step = operation.Step,
                    From = service.LocalStatus, Message = $"{operation.Name} taken up again", Worker = _options.Worker,
                }]);
        }
    });

    private TickPreview WithStep(TickPreview preview)
    {
        if (preview.Step.Length > 0) return preview;
        var first = _drivers.Values.Select(d => d.Operations.GetValueOrDefault(preview.Operation)).FirstOrDefault(p => p is { Steps.Count: > 0 });
        return preview with { Step = first?.Steps[0].Name ?? "" };
    }
}
