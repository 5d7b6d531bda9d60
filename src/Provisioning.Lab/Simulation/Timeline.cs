namespace Provisioning.Lab;

/// <summary>
/// The events still to come, in the order of their time. Nothing here runs by itself: whoever looks at the
/// data centre first lets everything happen that was due until then, so no thread works in the background.
/// </summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Appointment, (TimeSpan Due, long Order)> _queue = new();
    private long _order;

    /// <summary>The lab time of the event that is running, or the time up to which everything has happened.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>When the next event is due; null when none is left.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            while (_queue.TryPeek(out var next, out var key))
            {
                if (!next.Cancelled) return key.Due;
                _queue.Dequeue();
            }
            return null;
        }
    }

    public Appointment After(TimeSpan delay, Action action)
    {
        var appointment = new Appointment(action);
        var due = delay > TimeSpan.Zero ? Now + delay : Now;
        _queue.Enqueue(appointment, (due, _order++));
        return appointment;
    }

    /// <summary>Runs what is due until <paramref name="until"/>; <paramref name="arriving"/> sees each time before its events run.</summary>
    public void Run(TimeSpan until, Action<TimeSpan> arriving)
    {
        while (NextDue is { } due && due <= until)
        {
            arriving(due);
            if (due > Now) Now = due;
            _queue.Dequeue().Action();
        }
        arriving(until);
        if (until > Now) Now = until;
    }

    internal sealed class Appointment(Action action)
    {
        public Action Action { get; } = action;
        public bool Cancelled { get; private set; }
        public void Cancel() => Cancelled = true;
    }
}
