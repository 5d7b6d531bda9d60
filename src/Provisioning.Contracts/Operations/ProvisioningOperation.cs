namespace Provisioning;

/// <summary>An operation on a service: a walk through a list of steps.</summary>
public sealed record ProvisioningOperation
{
    /// <summary>Number in our store.</summary>
    public required long Id { get; init; }
    /// <summary>The service it works on.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Its name: Deploy, Reinstall ….</summary>
    public required string Name { get; init; }
    /// <summary>Who asked for it.</summary>
    public OperationOrigin Origin { get; init; }
    /// <summary>How it stands.</summary>
    public required OperationState State { get; init; }
    /// <summary>The step it is at, or the last one.</summary>
    public string? Step { get; init; }
    /// <summary>Number of that step from 1 on.</summary>
    public int StepNumber { get; init; }
    /// <summary>How many steps the operation has.</summary>
    public int StepCount { get; init; }
    /// <summary>Failed tries of the present step.</summary>
    public int Attempts { get; init; }
    /// <summary>The server's task it is waiting for.</summary>
    public string? Task { get; init; }
    /// <summary>What it waits for, in words.</summary>
    public string? WaitingFor { get; init; }
    /// <summary>When it will be looked at again.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it ended or stopped.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>The last failure.</summary>
    public ProvisioningError? Error { get; init; }
}
