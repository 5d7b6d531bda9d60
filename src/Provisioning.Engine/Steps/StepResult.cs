namespace Provisioning.Engine;

/// <summary>What came of running a step.</summary>
public abstract record StepResult
{
    private StepResult() { }

    /// <summary>Complete.</summary>
    public sealed record DoneResult(string Message) : StepResult;

    /// <summary>Nothing to do.</summary>
    /// <param name="Why">Why not.</param>
    /// <param name="ErrorId">One of <see cref="ErrorIds"/> where something was wanted and can't be had; null where nothing was.</param>
    public sealed record SkippedResult(string Why, string? ErrorId = null) : StepResult;

    /// <summary>Parked until a task of the server ends; then the step is run again with <see cref="StepContext.Ended"/>.</summary>
    public sealed record TaskResult(string Task, string What) : StepResult;

    /// <summary>Parked for a time; then the step is run again.</summary>
    public sealed record LaterResult(TimeSpan After, string Why) : StepResult;

    /// <summary>Parked until a slot of a scarce resource is free; then the step is run again.</summary>
    public sealed record SlotResult(string Resource) : StepResult;

    /// <summary>Failed: tried again if the error is retryable, else the operation stops.</summary>
    public sealed record FailedResult(ProvisioningError Error, TimeSpan? RetryAfter) : StepResult;

    /// <summary>Complete; the message says what was changed.</summary>
    public static StepResult Done(string message) => new DoneResult(message);

    /// <summary>Nothing to do; the message says why.</summary>
    public static StepResult Skipped(string why) => new SkippedResult(why);

    /// <summary>What was wanted can't be had, and the rest goes on without it.</summary>
    /// <param name="errorId">One of <see cref="ErrorIds"/>: by it whoever waits is told.</param>
    /// <param name="why">Why, for people.</param>
    public static StepResult LeftOut(string errorId, string why) => new SkippedResult(why, errorId);

    /// <summary>A task was started on the server.</summary>
    public static StepResult Wait(string task, string what) => new TaskResult(task, what);

    /// <summary>Something of the server's has to change first.</summary>
    public static StepResult Later(TimeSpan after, string why) => new LaterResult(after, why);

    /// <summary>The resource is busy with as much as it can take.</summary>
    public static StepResult WaitForSlot(string resource) => new SlotResult(resource);

    /// <summary>It failed.</summary>
    /// <param name="error">How.</param>
    /// <param name="retryAfter">Overrides the usual back-off.</param>
    public static StepResult Failed(ProvisioningError error, TimeSpan? retryAfter = null) => new FailedResult(error, retryAfter);
}

/// <summary>How a task of a server ended.</summary>
/// <param name="Task">Its id there.</param>
/// <param name="Outcome">The end.</param>
/// <param name="Text">What the server says about it.</param>
public sealed record TaskEnd(string Task, TaskOutcome Outcome, string Text)
{
    /// <summary>Why it could not be looked at; then it has not ended as far as anybody knows.</summary>
    public ProvisioningError? Unreadable { get; init; }
}

/// <summary>Ways for a task to end.</summary>
public enum TaskOutcome
{
    /// <summary>As it should.</summary>
    Succeeded,
    /// <summary>As it should, with warnings.</summary>
    SucceededWithWarnings,
    /// <summary>With an error.</summary>
    Failed,
    /// <summary>The server does not know it (any more): look at the effect.</summary>
    Unknown,
}
