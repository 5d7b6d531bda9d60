namespace Provisioning.Tests.DnsPlanning;

/// <summary>Real time, which a test can carry forward: for what waits by the clock while real servers answer.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _shift));

    /// <summary>Makes it that moment, unless it is past.</summary>
    public void ShiftTo(DateTimeOffset moment)
    {
        if (moment - GetUtcNow() is { Ticks: > 0 } missing) Interlocked.Add(ref _shift, missing.Ticks);
    }
}
