namespace Provisioning.Lab;

/// <summary>Something a <see cref="Process"/> waits for.</summary>
internal abstract class Step
{
    /// <summary>Begins the wait; true when there is nothing to wait for. Otherwise the process is resumed or failed later.</summary>
    public abstract bool Begin(Process process);

    public static Step Pause(TimeSpan time) => new PauseStep(time);

    public static Step Seconds(double seconds) => new PauseStep(TimeSpan.FromSeconds(seconds));

    /// <summary>Never goes on: a call that hangs.</summary>
    public static Step Forever { get; } = new ForeverStep();

    private sealed class PauseStep(TimeSpan time) : Step
    {
        public override bool Begin(Process process)
        {
            if (time <= TimeSpan.Zero) return true;
            process.Timeline.After(time, process.Advance);
            return false;
        }
    }

    private sealed class ForeverStep : Step
    {
        public override bool Begin(Process process) => false;
    }
}

/// <summary>
/// A course of events in lab time, written as an iterator that yields what it waits for: a running task, or a call
/// that may have to wait for a lock. When it fails or is stopped, its <c>finally</c> blocks run, so locks are given back.
/// </summary>
internal sealed class Process
{
    private readonly IEnumerator<Step> _steps;
    private readonly Action<Exception?> _ended;

    public Process(Timeline timeline, IEnumerable<Step> body, Action<Exception?> ended)
    {
        Timeline = timeline;
        _steps = body.GetEnumerator();
        _ended = ended;
    }

    public Timeline Timeline { get; }

    public bool HasEnded { get; private set; }

    /// <summary>Runs until the body waits for something or ends.</summary>
    public void Advance()
    {
        if (HasEnded) return;
        Exception? failure = null;
        try
        {
            while (_steps.MoveNext())
                if (!_steps.Current.Begin(this)) return;
        }
        catch (Exception e)
        {
            failure = e;
        }
        End(failure);
    }

    /// <summary>Ends the body where it stands.</summary>
    public void Fail(Exception reason)
    {
        if (!HasEnded) End(reason);
    }

    private void End(Exception? failure)
    {
        HasEnded = true;
        _steps.Dispose();
        _ended(failure);
    }
}
