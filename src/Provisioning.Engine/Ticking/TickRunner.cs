using System.Collections.Concurrent;

namespace Provisioning.Engine;

/// <summary>
/// The tick: claims what is due, carries it on, many services at a time, and looks at the running tasks of each server together.
/// Any number may run at once, in any number of processes; the leases keep them apart.
/// </summary>
internal sealed class TickRunner : IDisposable
{
    /// <summary>How many waiting services one look takes together.</summary>
    private const int WatchLimit = 1000;

    private readonly IStateStore _store;
    private readonly IReadOnlyDictionary<string, IServiceDriver> _drivers;
    private readonly TimeProvider _clock;
    private readonly EngineOptions _options;
    private readonly TickOptions _tick;
    private readonly TickReport _report;
    private readonly LeaseKeeper _keeper;
    private readonly OperationRunner _runner;
    private readonly TaskWatch _watch;
    private readonly IReadOnlyList<ITickWork> _works;
    private readonly Dictionary<ITickWork, Task> _worksUnderWay = [];
    private readonly ConcurrentDictionary<ITickWork, DateTimeOffset> _worksRestUntil = new();
    private readonly ConcurrentQueue<ReadyService> _ready = new();
    private readonly List<Task> _running = [];
    private readonly DateTimeOffset _startedAt;
    private readonly string _worker;
    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Rounds? _rounds;
    private DateTimeOffset _prunedAt;
    private DateTimeOffset _roundAt;
    private int _working;

    public TickRunner(
        IStateStore store, IReadOnlyDictionary<string, IServiceDriver> drivers, IReadOnlyList<ITickWork> works, TimeProvider clock, EngineOptions options, TickOptions tick,
        Rounds? rounds, IProgress<JournalEntry>? progress)
    {
        (_store, _drivers, _works, _clock, _options, _tick, _rounds) = (store, drivers, works, clock, options, tick, rounds);
        _startedAt = _prunedAt = _roundAt = clock.GetUtcNow();
        _worker = $"{options.Worker}/{_id[..6]}";
        _report = new TickReport(_startedAt, progress);
        _keeper = new LeaseKeeper(store, clock, options);
        _runner = new OperationRunner(store, clock, options, _report);
        _watch = new TaskWatch(store, clock, options, _keeper, _report);
    }

    private bool BudgetSpent => _tick.TimeBudget is { } budget && _clock.GetUtcNow() - _startedAt >= budget;

    public async Task<TickSummary> RunAsync(CancellationToken cancellation)
    {
        // A failure of the store or a Ctrl+C must find the others' leases given back, so it waits until they have unwound.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await LoopAsync(stop.Token).ConfigureAwait(false);
        }
        catch
        {
            stop.Cancel();
            await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            GiveBack();
            throw;
        }
        GiveBack();
        Prune();
        return _report.Summary(_clock.GetUtcNow(), NextDueAt(), BudgetSpent);
    }

    public void Dispose() => _keeper.Dispose();

    private async Task LoopAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var spent = BudgetSpent;
            if (!spent) MakeRound(cancellation);
            var started = !spent && (StartWorks(cancellation) | StartDue(cancellation));
            await ReapAsync().ConfigureAwait(false);
            if (started) continue;
            var next = spent ? null : NextDueAt();
            if (_running.Count == 0)
            {
                if (!_ready.IsEmpty && !spent) continue;
                if (spent || (!_tick.Watch && (next is null || next > _clock.GetUtcNow() + _options.Linger))) return;
            }
            // A watching tick may never come to the end of RunAsync.
            if (_tick.Watch && _clock.GetUtcNow() - _prunedAt >= _options.PruneEvery) Prune();
            await PauseAsync(next, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Now and then: lets fall due what is due by rule or schedule, and sends out looks at what was delivered.</summary>
    private void MakeRound(CancellationToken cancellation)
    {
        if (_rounds is null || _clock.GetUtcNow() < _roundAt) return;
        _roundAt = _clock.GetUtcNow() + _options.RoundEvery;
        _rounds.Due.Make(_tick.ServiceIds, _report);
        _rounds.Schedules.Make(_tick.ServiceIds, () => !BudgetSpent, _report);
        if (_tick.ServiceIds is not null) return;
        foreach (var (driver, server) in _rounds.Surveys.Due()) Run(_rounds.Surveys.LookAsync(driver, server, _report, cancellation));
    }

    /// <summary>When a service or a work is due next; works under way apart.</summary>
    private DateTimeOffset? NextDueAt() => _store.Read(reader =>
    {
        var next = reader.NextDueAt(_tick.ServiceIds);
        foreach (var work in _works)
            if (DueAt(reader, work) is { } due && (next is null || due < next)) next = due;
        return next;
    });

    private DateTimeOffset? DueAt(IStateReader reader, ITickWork work)
    {
        if (_worksUnderWay.TryGetValue(work, out var running) && !running.IsCompleted) return null;
        var due = work.NextDueAt(reader, _tick.ServiceIds);
        return due is not null && _worksRestUntil.TryGetValue(work, out var rested) && rested > due ? rested : due;
    }

    private bool StartWorks(CancellationToken cancellation)
    {
        if (_works.Count == 0) return false;
        var now = _clock.GetUtcNow();
        var due = _store.Read(reader => _works.Where(work => DueAt(reader, work) <= now).ToList());
        foreach (var work in due)
        {
            var running = WorkAsync(work, cancellation);
            _worksUnderWay[work] = running;
            Run(running);
        }
        return due.Count > 0;
    }

    private async Task WorkAsync(ITickWork work, CancellationToken cancellation)
    {
        try
        {
            _report.Work(await work.RunAsync(new TickWorkRequest(_worker, _tick.ServiceIds, () => !BudgetSpent), cancellation).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is not ProvisioningException { Error.Id: ErrorIds.StoreDamaged or ErrorIds.StoreNotWritable or ErrorIds.StoreNotFound }
            && !(fault is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            _report.Trouble(fault is ProvisioningException known ? known.Error : Faults.Of(work.GetType().Name, fault, work.GetType().Name));
            // It could not put off what it stumbled over.
            _worksRestUntil[work] = _clock.GetUtcNow() + _options.Retry.Longest;
        }
    }

    /// <summary>Starts whatever can be started now; says whether anything was.</summary>
    private bool StartDue(CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        if (_store.Read(r => r.NextDueAt(_tick.ServiceIds)) is not { } next || next > now) return StartReady(cancellation);
        var watchers = Claim(watching: true, WatchLimit);
        foreach (var group in watchers.GroupBy(c => (c.Claim.Service.Kind, c.Claim.Service.Server)))
            Run(WatchAsync(group.Key.Kind, group.Key.Server, [.. group], cancellation));
        var any = StartReady(cancellation) || watchers.Count > 0;
        var free = _tick.MaxConcurrency - _working - _ready.Count;
        if (free <= 0 || !MayStart(cancellation)) return any;
        var claims = Claim(watching: false, free);
        foreach (var (claim, held) in claims) _ready.Enqueue(new ReadyService(claim, held, null));
        return StartReady(cancellation) || any;
    }

    /// <summary>Asked again before every start, because starting one service can take all the time there was.</summary>
    private bool MayStart(CancellationToken cancellation) => !cancellation.IsCancellationRequested && !BudgetSpent;

    private bool StartReady(CancellationToken cancellation)
    {
        var any = false;
        while (_working < _tick.MaxConcurrency && MayStart(cancellation) && _ready.TryDequeue(out var service))
        {
            Work(service, cancellation);
            any = true;
        }
        return any;
    }

    private IReadOnlyList<(Claim Claim, HeldLease Held)> Claim(bool watching, int limit)
    {
        var now = _clock.GetUtcNow();
        var until = now + _options.LeaseDuration;
        var claims = _store.Write(Durability.Normal, writer => writer.Claim(new ClaimRequest
        {
            Worker = _worker,
            TickId = _id,
            Now = now,
            Until = until,
            Watching = watching,
            Limit = limit,
            ServiceIds = _tick.ServiceIds,
        }));
        foreach (var claim in claims) _report.Claimed(claim.Service.Id);
        return [.. claims.Select(claim => (claim, _keeper.Hold(claim.Lease, until)))];
    }

    private async Task WatchAsync(string kind, string server, IReadOnlyList<(Claim Claim, HeldLease Held)> claims, CancellationToken cancellation)
    {
        if (!_drivers.TryGetValue(kind, out var driver))
        {
            foreach (var (claim, held) in claims) _ready.Enqueue(new ReadyService(claim, held, null));
            return;
        }
        foreach (var service in await _watch.LookAsync(driver, server, claims, cancellation).ConfigureAwait(false)) _ready.Enqueue(service);
    }

    private void Work(ReadyService service, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _working);
        Run(WorkAsync(service, cancellation));
    }

    private async Task WorkAsync(ReadyService service, CancellationToken cancellation)
    {
        try
        {
            var driver = _drivers.GetValueOrDefault(service.Claim.Service.Kind);
            await _runner.RunAsync(service.Claim, service.Held, driver, service.Ended, () => !BudgetSpent, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _keeper.Forget(service.Held);
            Interlocked.Decrement(ref _working);
        }
    }

    private void Run(Task task) => _running.Add(task);

    private async ValueTask ReapAsync()
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            if (!_running[i].IsCompleted) continue;
            var done = _running[i];
            _running.RemoveAt(i);
            await done.ConfigureAwait(false);
        }
    }

    /// <summary>Waits until something under way ends, the next thing is due or, when watching, it is time to look for new work.</summary>
    private async ValueTask PauseAsync(DateTimeOffset? next, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var pause = _options.IdleLook;
        if (next is { } due && due - now < pause) pause = due - now;
        if (_tick.TimeBudget is { } budget && _startedAt + budget - now < pause && _startedAt + budget > now) pause = _startedAt + budget - now;
        // A due service that could not be started waits for a free place, which the end of a task announces.
        if (pause <= TimeSpan.Zero) pause = _running.Count > 0 ? _options.IdleLook : _options.LookGrain;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A delay counts whole milliseconds: what is less would be no delay at all, and the loop would spin.
        var delay = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), _clock, ended.Token);
        await Task.WhenAny([delay, .. _running]).ConfigureAwait(false);
        ended.Cancel();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Hands claimed services that were not begun back to whoever ticks next, at once instead of when the leases run out.</summary>
    private void GiveBack()
    {
        if (_ready.IsEmpty) return;
        _store.Write(Durability.Normal, writer =>
        {
            while (_ready.TryDequeue(out var service))
            {
                _keeper.Forget(service.Held);
                writer.Release(service.Held.Lease);
            }
        });
    }

    private void Prune()
    {
        _prunedAt = _clock.GetUtcNow();
        if (_tick.ServiceIds is null) _store.Write(Durability.Normal, writer => writer.Prune(_prunedAt, limit: 1000));
    }
}
