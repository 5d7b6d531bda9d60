namespace Provisioning.Engine;

/// <summary>An operation as the engine keeps it.</summary>
public sealed record OperationRow
{
    /// <summary>Number; 0 before it is stored.</summary>
    public long Id { get; init; }
    /// <summary>The service.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Name of a plan of the service's driver.</summary>
    public required string Name { get; init; }
    /// <summary>Who asked for it.</summary>
    public OperationOrigin Origin { get; init; }
    /// <summary>The local status that its beginning replaced; null when it replaced none.</summary>
    public string? EnteredFrom { get; init; }
    /// <summary>How it stands.</summary>
    public OperationState State { get; init; }
    /// <summary>Position of the next (or present) step in the plan.</summary>
    public int StepIndex { get; init; }
    /// <summary>Name of that step.</summary>
    public string? Step { get; init; }
    /// <summary>How many steps the plan has.</summary>
    public int StepCount { get; init; }
    /// <summary>Failed tries of the present step.</summary>
    public int Attempts { get; init; }
    /// <summary>When the present step failed first.</summary>
    public DateTimeOffset? FailingSince { get; init; }
    /// <summary>What the present step said it was about to change and has not settled.</summary>
    public Intent? Unsettled { get; init; }
    /// <summary>The task it waits for.</summary>
    public string? Task { get; init; }
    /// <summary>Since when.</summary>
    public DateTimeOffset? TaskSince { get; init; }
    /// <summary>What it waits for, in words.</summary>
    public string? WaitingFor { get; init; }
    /// <summary>The scarce resource whose slot it waits for.</summary>
    public string? WaitingForSlot { get; init; }
    /// <summary>Arguments of whoever asked for it, as JSON.</summary>
    public string Arguments { get; init; } = "{}";
    /// <summary>The last failure.</summary>
    public ProvisioningError? Error { get; init; }
    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it ended or stopped.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>What a step wrote down before it sent a request that changes something.</summary>
/// <param name="Step">The step.</param>
/// <param name="What">What it was about to do, for people.</param>
/// <param name="At">When.</param>
/// <param name="Payload">What the step itself needs to find out whether it happened.</param>
public sealed record Intent(string Step, string What, DateTimeOffset At, string? Payload = null);
