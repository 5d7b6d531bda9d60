namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    private const string ScheduleColumns = "service_id, name, operation, times, time_zone, arguments, next_at, last_at, last_outcome";

    /// <inheritdoc/>
    public ScheduleRow? Schedule(long serviceId, string name) =>
        Db.First($"SELECT {ScheduleColumns} FROM schedules WHERE service_id = ?1 AND name = ?2", ReadSchedule, serviceId, name);

    /// <inheritdoc/>
    public IReadOnlyList<ScheduleRow> SchedulePage(string name, long? serviceId, long afterServiceId, int limit) => serviceId is { } one
        ? one > afterServiceId && Schedule(one, name) is { } row ? [row] : []
        : Db.Query($"SELECT {ScheduleColumns} FROM schedules WHERE name = ?1 AND service_id > ?2 ORDER BY service_id LIMIT ?3", ReadSchedule, name, afterServiceId, limit);

    /// <inheritdoc/>
    public IReadOnlyList<ScheduleRow> DueSchedules(DateTimeOffset now, IReadOnlyCollection<long>? serviceIds, int limit) => serviceIds is null
        ? Db.Query($"SELECT {ScheduleColumns} FROM schedules WHERE next_at IS NOT NULL AND next_at <= ?1 ORDER BY next_at LIMIT ?2", ReadSchedule, now, limit)
        : Db.Query(
            $"""
            SELECT {ScheduleColumns} FROM schedules
            WHERE service_id IN (SELECT value FROM json_each(?3)) AND +next_at <= ?1 ORDER BY +next_at LIMIT ?2
            """,
            ReadSchedule, now, limit, StoreJson.Write(serviceIds));

    /// <inheritdoc/>
    public void SaveSchedule(ScheduleRow schedule) => Db.Run(
        """
        INSERT INTO schedules (service_id, name, operation, times, time_zone, arguments, next_at, last_at, last_outcome)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (service_id, name) DO UPDATE SET operation = excluded.operation, times = excluded.times, time_zone = excluded.time_zone,
            arguments = excluded.arguments, next_at = excluded.next_at, last_at = excluded.last_at, last_outcome = excluded.last_outcome
        """,
        schedule.ServiceId, schedule.Name, schedule.Operation, schedule.Times, schedule.TimeZone, schedule.Arguments, schedule.NextAt,
        schedule.LastAt, schedule.LastOutcome);

    /// <inheritdoc/>
    public void DeleteSchedules(long serviceId, string? name)
    {
        if (name is null) Db.Run("DELETE FROM schedules WHERE service_id = ?1", serviceId);
        else Db.Run("DELETE FROM schedules WHERE service_id = ?1 AND name = ?2", serviceId, name);
    }

    /// <inheritdoc/>
    public void WakeSchedules(string name, string kind, string package, DateTimeOffset now) => Db.Run(
        """
        UPDATE schedules SET next_at = ?4
        WHERE name = ?1 AND service_id IN (SELECT id FROM services WHERE package = ?3 AND status <> 'Terminated' AND +kind = ?2)
        """,
        name, kind, package, now);

    private static ScheduleRow ReadSchedule(Row row) => new()
    {
        ServiceId = row.Long(0),
        Name = row.Text(1),
        Operation = row.Text(2),
        Times = row.Text(3),
        TimeZone = row.Text(4),
        Arguments = row.Text(5),
        NextAt = row.TimeOrNull(6),
        LastAt = row.TimeOrNull(7),
        LastOutcome = row.TextOrNull(8),
    };
}
