namespace Provisioning;

/// <summary>How an operation stands.</summary>
public enum OperationState
{
    /// <summary>Due and not begun, or ready for its next step.</summary>
    Queued,
    /// <summary>A worker holds it.</summary>
    Running,
    /// <summary>Parked until a task ends, a lock goes or a slot is free.</summary>
    Waiting,
    /// <summary>Failed and due again later.</summary>
    Retrying,
    /// <summary>Given up with an error; goes on when an admin asks for it.</summary>
    Stopped,
    /// <summary>Ended as it should.</summary>
    Succeeded,
    /// <summary>Ended because something else took its place.</summary>
    Cancelled,
}
