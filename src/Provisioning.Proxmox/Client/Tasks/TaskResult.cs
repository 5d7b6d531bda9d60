namespace Provisioning.Proxmox.Client;

/// <summary>How a task stands.</summary>
public enum TaskOutcome
{
    /// <summary>Still at it.</summary>
    Running,
    /// <summary>Done.</summary>
    Succeeded,
    /// <summary>Done, with warnings in its log: a success.</summary>
    SucceededWithWarnings,
    /// <summary>Failed.</summary>
    Failed,
    /// <summary>The server does not know the task any more: whether it worked must be seen from its effect.</summary>
    Lost,
}

/// <summary>How a task stands, and why when it failed.</summary>
public sealed record TaskResult
{
    private TaskResult(Upid upid, TaskOutcome outcome, string? text, ProvisioningError? error)
    {
        Upid = upid;
        Outcome = outcome;
        Text = text;
        Error = error;
    }

    /// <summary>The task.</summary>
    public Upid Upid { get; }
    /// <summary>How it stands.</summary>
    public TaskOutcome Outcome { get; }
    /// <summary>The server's exit status: <c>OK</c>, <c>WARNINGS: n</c>, or the text of the error; null while it runs.</summary>
    public string? Text { get; }
    /// <summary>The failure as data, by the same table as an immediate refusal; null when there is none.</summary>
    public ProvisioningError? Error { get; }
    /// <summary>When it ended, by the node's clock; null when that is not known.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it ended, well or not.</summary>
    public bool IsEnded => Outcome != TaskOutcome.Running;
    /// <summary>Whether it did its work.</summary>
    public bool IsSuccess => Outcome is TaskOutcome.Succeeded or TaskOutcome.SucceededWithWarnings;

    /// <summary>Returns the result of a success.</summary>
    /// <exception cref="ProvisioningException">What the task failed with.</exception>
    public TaskResult EnsureSuccess() => Error is null ? this : throw Error.AsException();

    /// <summary>A task still at work.</summary>
    public static TaskResult Running(Upid upid) => new(upid, TaskOutcome.Running, null, null);

    /// <summary>A task that ended with an exit status as the server words it.</summary>
    public static TaskResult Ended(Upid upid, string exitStatus)
    {
        if (exitStatus == "OK") return new TaskResult(upid, TaskOutcome.Succeeded, exitStatus, null);
        if (exitStatus.StartsWith("WARNINGS: ", StringComparison.Ordinal)) return new TaskResult(upid, TaskOutcome.SucceededWithWarnings, exitStatus, null);
        return new TaskResult(upid, TaskOutcome.Failed, exitStatus, Refusal.OfTask(upid, exitStatus));
    }

    /// <summary>A task that the server does not know any more.</summary>
    public static TaskResult Lost(Upid upid) => new(upid, TaskOutcome.Lost, null, new ProvisioningError(
        ErrorIds.TaskLost, ErrorKind.NotFound,
        $"The server no longer knows the task {upid}; look at the machine to see whether it was done.", upid.ToString(), Retryable: true));
}
