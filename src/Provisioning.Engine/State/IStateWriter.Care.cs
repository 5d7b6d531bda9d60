namespace Provisioning.Engine;

/// <content>What ticks and admins write besides the work of operations.</content>
public partial interface IStateWriter
{
    /// <summary>Sets a service's due date, null takes it away; its package's rules begin anew.</summary>
    void SetDueDate(long serviceId, DateTimeOffset? dueDate);

    /// <summary>Notes what a rule has asked for.</summary>
    void SetRenewalAsked(long serviceId, RenewalStep step);

    /// <summary>Notes why a service is, or is to be, held back.</summary>
    void SetSuspendedFor(long serviceId, SuspensionReason reason);

    /// <summary>Sets the notes for admins; null takes them away.</summary>
    void SetAdminNotes(long serviceId, string? notes);

    /// <summary>Notes what a server showed of a service, unless a worker holds it.</summary>
    void SetSeen(long serviceId, string? remoteStatus, string? remoteLock, string? node, DateTimeOffset now);

    /// <summary>Takes a turn that all processes share.</summary>
    /// <returns>False while the last one is younger than <paramref name="every"/>.</returns>
    bool TakeTurn(string turn, DateTimeOffset now, TimeSpan every);
}
