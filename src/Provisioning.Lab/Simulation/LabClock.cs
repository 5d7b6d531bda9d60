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

    /// <summary>Waits on the given clock until a lab time; a millisecond is added so that rounding never wakes us too early.</summary>
    public Task WaitUntil(TimeSpan labTime, CancellationToken ct)
    {
        var wait = (labTime - Elapsed) / speed;
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(wait.TotalMilliseconds, 0)));
        return whole > TimeSpan.Zero ? Task.Delay(whole, time, ct) : Task.CompletedTask;
    }
}
