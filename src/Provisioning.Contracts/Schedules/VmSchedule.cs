namespace Provisioning;

/// <summary>What a schedule makes.</summary>
public enum VmScheduleKind
{
    /// <summary>Snapshots.</summary>
    Snapshot,
    /// <summary>Backups.</summary>
    Backup,
}

/// <summary>A weekly schedule of a service: which weekdays, at which time of day in which time zone.</summary>
public sealed record VmSchedule
{
    /// <summary>The service.</summary>
    public required long ServiceId { get; init; }
    /// <summary>What is made.</summary>
    public required VmScheduleKind Kind { get; init; }
    /// <summary>Time of day by weekday; at most one a day, and without any the schedule is off.</summary>
    public IReadOnlyDictionary<DayOfWeek, TimeOnly> Times { get; init; } = new Dictionary<DayOfWeek, TimeOnly>();
    /// <summary>The time zone that the times are in, by its IANA name (<c>Europe/Riga</c>) or <c>UTC</c>; empty takes this machine's when the schedule is set.</summary>
    public string TimeZone { get; init; } = "";
    /// <summary>Storage of backups; null takes the package's.</summary>
    public string? Storage { get; init; }
    /// <summary>What happens to the machine while it is backed up; null takes the package's.</summary>
    public VmBackupMode? Mode { get; init; }
    /// <summary>Whether snapshots hold the memory too.</summary>
    public bool WithMemory { get; init; }
    /// <summary>Host name of the service.</summary>
    public string HostName { get; init; } = "";
    /// <summary>When it is due next; null when it is off.</summary>
    public DateTimeOffset? NextAt { get; init; }
    /// <summary>When it was due last.</summary>
    public DateTimeOffset? LastAt { get; init; }
    /// <summary>What came of that: the operation that was queued, or why none was.</summary>
    public string? LastOutcome { get; init; }
}

/// <summary>Weekly schedules. When one is due, the tick queues its operation; runs that were missed are made up for once.</summary>
public interface IVmSchedules
{
    /// <summary>Schedules in the order of the services' numbers.</summary>
    /// <param name="kind">What they make.</param>
    /// <param name="serviceId">Of this service only.</param>
    IEnumerable<VmSchedule> Find(VmScheduleKind kind, long? serviceId = null);

    /// <summary>Sets a service's schedule in place of the one it has; one without times takes it away.</summary>
    /// <returns>The schedule with the time when it is due next.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids for a terminated service, QuotaReached when the package allows none, InvalidValue.</exception>
    VmSchedule Set(VmSchedule schedule);
}
