namespace Provisioning.Engine;

/// <content>What ticks look at besides what is due: due dates, and what was delivered.</content>
public partial interface IStateReader
{
    /// <summary>Whether any service of a kind has a due date at all.</summary>
    bool HasDueDates(string kind);

    /// <summary>Services of a package that were due by a time, in one of these statuses, and of which no more than one of these steps was asked.</summary>
    IReadOnlyList<OverdueService> Overdue(
        string kind, string package, DateTimeOffset dueBy, IReadOnlyCollection<RenewalStep> asked, IReadOnlyCollection<ServiceStatus> statuses, IReadOnlyCollection<long>? serviceIds);

    /// <summary>Whether anything of a kind was delivered on a server and is still there.</summary>
    bool HasDelivered(string kind, string server);

    /// <summary>A page of a server's services in one status that have an identity there, ordered by id.</summary>
    IReadOnlyList<DeliveredService> DeliveredPage(string kind, string server, ServiceStatus status, long afterId, int limit);

    /// <summary>When an operation of the service ended or stopped last.</summary>
    DateTimeOffset? LastEndedAt(long serviceId);

    /// <summary>When a turn was taken last; null when it never was.</summary>
    DateTimeOffset? TurnTakenAt(string turn);
}
