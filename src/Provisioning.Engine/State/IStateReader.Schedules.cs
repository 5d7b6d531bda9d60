namespace Provisioning.Engine;

/// <content>Schedules.</content>
public partial interface IStateReader
{
    /// <summary>A schedule or null.</summary>
    ScheduleRow? Schedule(long serviceId, string name);

    /// <summary>A page of schedules of a name, in the order of the services.</summary>
    IReadOnlyList<ScheduleRow> SchedulePage(string name, long? serviceId, long afterServiceId, int limit);

    /// <summary>Schedules that are due, the longest due first.</summary>
    IReadOnlyList<ScheduleRow> DueSchedules(DateTimeOffset now, IReadOnlyCollection<long>? serviceIds, int limit);
}

/// <content>Schedules.</content>
public partial interface IStateWriter
{
    /// <summary>Enters a schedule, or replaces the one of its name.</summary>
    void SaveSchedule(ScheduleRow schedule);

    /// <summary>Forgets schedules of a service: this one, or all.</summary>
    void DeleteSchedules(long serviceId, string? name);

    /// <summary>Makes the schedules of a name due now for all services of a package that have one.</summary>
    void WakeSchedules(string name, string kind, string package, DateTimeOffset now);
}
