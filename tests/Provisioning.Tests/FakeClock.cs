namespace Provisioning.Tests;

/// <summary>
/// A clock that stands still until a test moves it. Timers are ordered by due time, then by creation,
/// and their callbacks run inline on the thread that moves the clock, so a test is deterministic.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<FakeTimer> _armed = new(ByDueTimeThenCreation.Instance);
    private DateTimeOffset _now;
    private long _created;

    public FakeClock() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) { }

    public FakeClock(DateTimeOffset start) => _now = start;

    /// <summary>Ticks of 100 ns, so that a timestamp and a <see cref="TimeSpan"/> share one unit.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are armed.</summary>
    public int ArmedTimers { get { lock (_gate) return _armed.Count; } }

    /// <summary>When the next timer is due; null when none is armed.</summary>
    public DateTimeOffset? NextTimer { get { lock (_gate) return _armed.Min?.Due; } }

    public override DateTimeOffset GetUtcNow() { lock (_gate) return _now; }

    public override long GetTimestamp() { lock (_gate) return _now.UtcTicks; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer;
        lock (_gate) timer = new FakeTimer(this, callback, state, _created++);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward, running every timer that falls due on the way at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetUtcNow() + by;
        while (TakeDue(target) is { } timer) timer.Fire();
        lock (_gate) if (_now < target) _now = target;
    }

    /// <summary>Moves the clock to the next timer and runs it; false when no timer is armed.</summary>
    public bool AdvanceToNextTimer()
    {
        if (TakeDue(DateTimeOffset.MaxValue) is not { } timer) return false;
        timer.Fire();
        return true;
    }

    private FakeTimer? TakeDue(DateTimeOffset limit)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } timer || timer.Due > limit) return null;
            _armed.Remove(timer);
            if (timer.Due > _now) _now = timer.Due;
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due = _now + timer.Period;
                _armed.Add(timer);
            }
            return timer;
        }
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state, long order) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset Due { get; set; }
        public TimeSpan Period { get; private set; }
        public long Order { get; } = order;

        /// <summary>A test framework's synchronization context would send what awaits this timer to other threads.</summary>
        public void Fire()
        {
            var context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                callback(state);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(context);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._armed.Remove(this);
                if (_disposed) return false;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._now + dueTime;
                clock._armed.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ByDueTimeThenCreation : IComparer<FakeTimer>
    {
        public static readonly ByDueTimeThenCreation Instance = new();

        public int Compare(FakeTimer? x, FakeTimer? y)
        {
            var byDue = x!.Due.CompareTo(y!.Due);
            return byDue != 0 ? byDue : x.Order.CompareTo(y.Order);
        }
    }
}
