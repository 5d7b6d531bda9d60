namespace Provisioning;

/// <summary>What is to be changed in the record of a service. What is null stays.</summary>
public sealed record ServiceChange
{
    /// <summary>The new due date.</summary>
    public DateTimeOffset? DueDate { get; init; }
    /// <summary>Takes the due date away: the service is never overdue.</summary>
    public bool WithoutDueDate { get; init; }
    /// <summary>Notes that take the place of those there; empty takes them away.</summary>
    public string? AdminNotes { get; init; }
}
