namespace Provisioning;

/// <summary>What a journal line tells.</summary>
public enum JournalEvent
{
    /// <summary>An operation was asked for.</summary>
    Requested,
    /// <summary>Something is about to be changed on a server.</summary>
    Intent,
    /// <summary>A step is complete.</summary>
    Done,
    /// <summary>A step had nothing to do.</summary>
    Skipped,
    /// <summary>A step is parked.</summary>
    Waiting,
    /// <summary>A step failed and will be tried again.</summary>
    Failed,
    /// <summary>A request was sent again within a step.</summary>
    Retried,
    /// <summary>An operation stopped with an error.</summary>
    Stopped,
    /// <summary>A stopped operation goes on.</summary>
    Resumed,
    /// <summary>An operation ended as it should.</summary>
    Completed,
    /// <summary>Something worth knowing.</summary>
    Note,
}

/// <summary>One line of the journal.</summary>
public sealed record JournalEntry
{
    /// <summary>Running number.</summary>
    public long Id { get; init; }
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>What it tells.</summary>
    public required JournalEvent Event { get; init; }
    /// <summary>The service.</summary>
    public required long ServiceId { get; init; }
    /// <summary>The operation.</summary>
    public long? OperationId { get; init; }
    /// <summary>The operation's name.</summary>
    public string? Operation { get; init; }
    /// <summary>The step.</summary>
    public string? Step { get; init; }
    /// <summary>Local status before.</summary>
    public string? From { get; init; }
    /// <summary>Local status after.</summary>
    public string? To { get; init; }
    /// <summary>One line for people.</summary>
    public required string Message { get; init; }
    /// <summary>How long it took, in milliseconds.</summary>
    public double? DurationMs { get; init; }
    /// <summary>The server's task.</summary>
    public string? Task { get; init; }
    /// <summary>Id of the failure.</summary>
    public string? ErrorId { get; init; }
    /// <summary>Who did it: machine and process.</summary>
    public string? Worker { get; init; }
}
