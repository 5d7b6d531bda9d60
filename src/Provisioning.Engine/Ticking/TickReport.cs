namespace Provisioning.Engine;

/// <summary>Counts what a tick does; told by many services at once.</summary>
internal sealed class TickReport(DateTimeOffset startedAt, IProgress<JournalEntry>? progress)
{
    private readonly HashSet<long> _services = [];
    private readonly HashSet<long> _waiting = [];
    private readonly List<ProvisioningError> _errors = [];
    private int _steps, _completed, _failed, _stopped, _calls, _lost;

    public void Claimed(long serviceId)
    {
        lock (_services)
        {
            _services.Add(serviceId);
            _waiting.Remove(serviceId);
        }
    }

    public void Step(IReadOnlyList<JournalEntry> lines) => Tell(() => _steps++, lines);

    public void Completed() => Tell(() => _completed++, []);

    public void Waiting(long serviceId, IReadOnlyList<JournalEntry> lines) => Tell(() => _waiting.Add(serviceId), lines);

    public void Failed(ProvisioningError error, IReadOnlyList<JournalEntry> lines) => Tell(() => (_failed, _) = (_failed + 1, Keep(error)), lines);

    public void Stopped(ProvisioningError error, IReadOnlyList<JournalEntry> lines) => Tell(() => (_stopped, _) = (_stopped + 1, Keep(error)), lines);

    public void Work(TickWorkDone done) => Tell(
        () =>
        {
            _calls += done.RemoteCalls;
            foreach (var error in done.Errors) Keep(error);
        },
        done.Lines);

    public void Calls(int count) => Tell(() => _calls += count, []);

    /// <summary>Something came to light that is no single service's.</summary>
    public void Trouble(ProvisioningError error) => Tell(() => Keep(error), []);

    /// <summary>The journal got lines outside of steps.</summary>
    public void Told(IReadOnlyList<JournalEntry> lines) => Tell(() => { }, lines);

    public void LeaseLost() => Tell(() => _lost++, []);

    public TickSummary Summary(DateTimeOffset now, DateTimeOffset? nextDueAt, bool budgetSpent)
    {
        lock (_services)
            return new TickSummary
            {
                StartedAt = startedAt,
                Duration = now - startedAt,
                Services = _services.Count,
                Steps = _steps,
                Completed = _completed,
                Waiting = _waiting.Count,
                Failed = _failed,
                Stopped = _stopped,
                RemoteCalls = _calls,
                NextDueAt = nextDueAt,
                BudgetSpent = budgetSpent,
                Errors = [.. _errors],
            };
    }

    private bool Keep(ProvisioningError error)
    {
        _errors.RemoveAll(e => e.Target == error.Target);
        _errors.Add(error);
        return true;
    }

    private void Tell(Action count, IReadOnlyList<JournalEntry> lines)
    {
        lock (_services) count();
        if (progress is null) return;
        foreach (var line in lines) progress.Report(line);
    }
}
