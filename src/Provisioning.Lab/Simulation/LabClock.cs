namespace Provisioning.Lab;

/// <summary>Lab time: what has passed on the given clock since the start, multiplied by the speed.</summary>
internal sealed class LabClock(TimeProvider time, double speed)
{
    private readonly long _start = time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private TimeSpan _skipped;

    public TimeProvider Time => time;

    public TimeSpan Elapsed => time.GetElapsedTime(_start) * speed + _skipped;

    /// <summary>Lets lab time jump ahead of the given clock.</summary>
    public void Skip(TimeSpan by) => _skipped += by;

    /// <summary>The wall clock at a lab time: it keeps the pace of the given clock, so that clients can compare times.</summary>
    public DateTimeOffset WallClock(TimeSpan labTime) => _startedAt + labTime / speed;

    public long Epoch(TimeSpan labTime) => WallClock(labTime).ToUnixTimeSeconds();

    /// <summary>Waits on the given clock until a lab time (null waits for ever); a millisecond is added so that rounding never wakes us too early.</summary>
    public Task WaitUntil(TimeSpan? labTime, CancellationToken ct)
    {
        if (labTime is not { } until) return new InlineWait(time, Timeout.InfiniteTimeSpan, ct).Task;
        var wait = (until - Elapsed) / speed;
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(wait.TotalMilliseconds, 0)));
        return whole > TimeSpan.Zero ? new InlineWait(time, whole, ct).Task : Task.CompletedTask;
    }

    /// <summary>Like Task.Delay, but a cancelled one goes on where it was cancelled and not from another thread.</summary>
    private sealed class InlineWait
    {
        private readonly TaskCompletionSource _end = new();
        private readonly ITimer _timer;
        private readonly CancellationTokenRegistration _registration;

        public InlineWait(TimeProvider time, TimeSpan wait, CancellationToken ct)
        {
            _timer = time.CreateTimer(static self => ((InlineWait)self!).End(default), this, wait, Timeout.InfiniteTimeSpan);
            _registration = ct.UnsafeRegister(static (self, token) => ((InlineWait)self!).End(token), this);
            if (_end.Task.IsCompleted) _registration.Unregister();
        }

        public Task Task => _end.Task;

        private void End(CancellationToken ct)
        {
            _timer?.Dispose();
            _registration.Unregister();
            if (ct.IsCancellationRequested) _end.TrySetCanceled(ct);
            else _end.TrySetResult();
        }
    }
}
