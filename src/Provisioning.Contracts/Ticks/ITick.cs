namespace Provisioning;

/// <summary>How a tick is run.</summary>
public sealed record TickOptions
{
    /// <summary>How many services are worked on at the same time (1 to 256).</summary>
    public int MaxConcurrency { get; init; } = 16;
    /// <summary>After this time nothing new is begun; what is under way ends its step.</summary>
    public TimeSpan? TimeBudget { get; init; }
    /// <summary>Only these services; a stopped operation of theirs is taken up again.</summary>
    public IReadOnlyCollection<long>? ServiceIds { get; init; }
    /// <summary>Goes on with pass after pass until cancelled or until <see cref="TimeBudget"/> is spent.</summary>
    public bool Watch { get; init; }
}

/// <summary>What a tick did.</summary>
public sealed record TickSummary
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }
    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }
    /// <summary>Services that were worked on.</summary>
    public int Services { get; init; }
    /// <summary>Steps that were completed or skipped.</summary>
    public int Steps { get; init; }
    /// <summary>Operations that ended as they should.</summary>
    public int Completed { get; init; }
    /// <summary>Operations that were left waiting.</summary>
    public int Waiting { get; init; }
    /// <summary>Failures that will be tried again.</summary>
    public int Failed { get; init; }
    /// <summary>Operations that stopped with an error.</summary>
    public int Stopped { get; init; }
    /// <summary>Requests sent to servers.</summary>
    public int RemoteCalls { get; init; }
    /// <summary>When something is due next; null when nothing is.</summary>
    public DateTimeOffset? NextDueAt { get; init; }
    /// <summary>Why it ended early, if it did: the time budget.</summary>
    public bool BudgetSpent { get; init; }
    /// <summary>The failures, newest last, one for each service.</summary>
    public IReadOnlyList<ProvisioningError> Errors { get; init; } = [];
}

/// <summary>What a tick would do for one service.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="HostName">Its host name.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Step">The step that is next.</param>
/// <param name="LocalStatus">The local status now.</param>
/// <param name="DueAt">Since when it is due.</param>
/// <param name="Task">The server's task that would be looked at.</param>
public sealed record TickPreview(long ServiceId, string HostName, string Operation, string Step, string LocalStatus, DateTimeOffset DueAt, string? Task)
{
    /// <summary>Why it would be asked for by itself: a rule about due dates, a schedule; null for what is under way already.</summary>
    public string? Reason { get; init; }
    /// <summary>Who asks.</summary>
    public OperationOrigin Origin { get; init; }
}

/// <summary>The tick: carries on whatever is due. Any number may run at once, in any number of processes.</summary>
public interface ITick
{
    /// <summary>Runs a tick.</summary>
    Task<TickSummary> RunAsync(TickOptions options, IProgress<JournalEntry>? progress, CancellationToken cancellation);

    /// <summary>Tells what <see cref="RunAsync"/> would begin with, and touches nothing.</summary>
    IEnumerable<TickPreview> Preview(TickOptions options);
}
