namespace Provisioning.Lab;

/// <summary>A lock of the data centre that several may share up to a limit, or one may hold alone; first come, first served.</summary>
internal sealed class SimulatedLock(Timeline timeline, int sharers = int.MaxValue)
{
    private readonly LinkedList<Lease> _waiting = [];
    private int _shared;
    private bool _exclusive;

    private bool Fits(Lease lease) => !_exclusive && (lease.Shared ? _shared < sharers : _shared == 0);

    internal bool Request(Lease lease)
    {
        if (_waiting.Count == 0 && Fits(lease))
        {
            Grant(lease);
            return true;
        }
        _waiting.AddLast(lease);
        return false;
    }

    internal void Withdraw(Lease lease)
    {
        if (_waiting.Remove(lease)) ServeNext();
    }

    internal void Release(Lease lease)
    {
        if (lease.Shared) _shared--;
        else _exclusive = false;
        ServeNext();
    }

    private void ServeNext()
    {
        while (_waiting.First is { } next && Fits(next.Value))
        {
            _waiting.RemoveFirst();
            Grant(next.Value);
            timeline.After(TimeSpan.Zero, next.Value.Resume);
        }
    }

    private void Grant(Lease lease)
    {
        if (lease.Shared) _shared++;
        else _exclusive = true;
        lease.Granted = true;
    }
}

/// <summary>One holder's claim on a <see cref="SimulatedLock"/>; disposing gives it back or stops waiting for it.</summary>
internal sealed class Lease : IDisposable
{
    private SimulatedLock? _lock;
    private Timeline.Appointment? _deadline;
    private Process? _process;

    public bool Shared { get; private set; }

    public bool Granted { get; set; }

    /// <summary>Waits for the lock; when the time is over the process fails with <paramref name="timeoutText"/>.</summary>
    public Step Take(SimulatedLock theLock, bool shared, TimeSpan? timeout, string timeoutText) =>
        new TakeStep(this, theLock, shared, timeout, timeoutText);

    internal void Resume()
    {
        _deadline?.Cancel();
        _process?.Advance();
    }

    public void Dispose()
    {
        _deadline?.Cancel();
        if (Granted) _lock!.Release(this);
        else _lock?.Withdraw(this);
        Granted = false;
        _lock = null;
    }

    private sealed class TakeStep(Lease lease, SimulatedLock theLock, bool shared, TimeSpan? timeout, string text) : Step
    {
        public override bool Begin(Process process)
        {
            lease._lock = theLock;
            lease._process = process;
            lease.Shared = shared;
            if (theLock.Request(lease)) return true;
            if (timeout is { } limit)
                lease._deadline = process.Timeline.After(limit, () => { if (!lease.Granted) process.Fail(ApiError.Failure(text)); });
            return false;
        }
    }
}
