namespace Provisioning.Engine;

/// <summary>When a failed step is tried again: waits that double, with jitter, until giving up.</summary>
public sealed record RetryPolicy
{
    /// <summary>Wait after the first failure.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a step may go on failing before the operation stops and an admin has to look.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Wait after this many failures in a row: between half and the whole of the doubled time.</summary>
    public TimeSpan Delay(int failures, double random)
    {
        var whole = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 20)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(whole * (0.5 + 0.5 * random));
    }
}
