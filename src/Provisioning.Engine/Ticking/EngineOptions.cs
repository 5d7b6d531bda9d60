namespace Provisioning.Engine;

/// <summary>The engine's measures of time. Tests shorten none of them: they move the clock.</summary>
public sealed record EngineOptions
{
    /// <summary>Names the worker in leases and journal.</summary>
    public string Worker { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>How long a lease holds unless renewed: the time for which a dead worker's services lie still.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often leases are renewed.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A pass ends when the next thing is due later than this; so short tasks are followed to their end and long ones are left to the next tick.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a watching tick looks for work that other processes ordered.</summary>
    public TimeSpan IdleLook { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a watching tick clears away records older than the retention; any other tick does so at its end.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a watching tick asks what has fallen due by rules and schedules, and whether it is time for a survey; any other tick asks at its beginning.</summary>
    public TimeSpan RoundEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a server that delivered services is looked at, by whichever process comes first; <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan SurveyEvery { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How old the picture that a survey shows may be: what ended later than this before it is not judged by it.</summary>
    public TimeSpan SurveyLag { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Finest grain of looking at running tasks; looks fall on multiples of it, so that many tasks share one request.</summary>
    public TimeSpan LookGrain { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A task is looked at again after this fraction of its age, so waiting on costs no more than that fraction of its length.</summary>
    public double LookFraction { get; init; } = 0.05;

    /// <summary>The longest time between two looks.</summary>
    public TimeSpan LongestLook { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Safety net of operations that wait for a slot; they are woken when one is freed.</summary>
    public TimeSpan SlotLook { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A slot whose operation was not seen for this long counts as free: its worker died and nobody ticks its service.</summary>
    public TimeSpan SlotAlive { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How failures are tried again.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Randomness between 0 and 1 for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
