namespace Provisioning.Engine;

/// <summary>Something that the tick asks for when its time has come: every week, or once.</summary>
public sealed record ScheduleRow
{
    /// <summary>The service.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Its name, unique for the service.</summary>
    public required string Name { get; init; }
    /// <summary>The operation that is asked for.</summary>
    public required string Operation { get; init; }
    /// <summary>Times by weekday, see <see cref="WeeklyTimes.Write"/>; without any it is due once, at <see cref="NextAt"/>.</summary>
    public string Times { get; init; } = "{}";
    /// <summary>The zone of the times.</summary>
    public string TimeZone { get; init; } = "UTC";
    /// <summary>Arguments of the operation, a JSON object.</summary>
    public string Arguments { get; init; } = "{}";
    /// <summary>When it is due next; null is never.</summary>
    public DateTimeOffset? NextAt { get; init; }
    /// <summary>When it was due last.</summary>
    public DateTimeOffset? LastAt { get; init; }
    /// <summary>What came of that.</summary>
    public string? LastOutcome { get; init; }

    /// <summary>Whether it comes again every week.</summary>
    public bool IsWeekly => Times != "{}";
}
