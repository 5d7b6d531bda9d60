namespace Provisioning.Store.Sqlite;

// Due dates, what servers showed of what was delivered, and turns.
internal sealed partial class UnitOfWork
{
    /// <inheritdoc/>
    public bool HasDueDates(string kind) =>
        Db.Scalar("SELECT 1 FROM services INDEXED BY services_renewal WHERE kind = ?1 AND due_date IS NOT NULL LIMIT 1", kind) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<OverdueService> Overdue(
        string kind, string package, DateTimeOffset dueBy, IReadOnlyCollection<RenewalStep> asked, IReadOnlyCollection<ServiceStatus> statuses, IReadOnlyCollection<long>? serviceIds) =>
        Db.Query(
            """
            SELECT id, host_name, due_date FROM services INDEXED BY services_renewal
            WHERE kind = ?1 AND package = ?2 AND due_date <= ?3
                AND renewal_asked IN (SELECT value FROM json_each(?4)) AND status IN (SELECT value FROM json_each(?5))
                AND (?6 IS NULL OR id IN (SELECT value FROM json_each(?6)))
            """,
            static row => new OverdueService(row.Long(0), row.Text(1), row.Time(2)),
            kind, package, dueBy, StoreJson.Write([.. asked.Select(step => step.ToString())]), StoreJson.Write([.. statuses.Select(status => status.ToString())]),
            serviceIds is null ? SqlValue.Null : StoreJson.Write(serviceIds));

    /// <inheritdoc/>
    public bool HasDelivered(string kind, string server) => Db.Scalar(
        "SELECT 1 FROM services INDEXED BY services_server WHERE server = ?1 AND status IN ('Active', 'Suspended') AND kind = ?2 LIMIT 1", server, kind) is not null;

    /// <inheritdoc/>
    public IReadOnlyList<DeliveredService> DeliveredPage(string kind, string server, ServiceStatus status, long afterId, int limit) => Db.Query(
        """
        SELECT id, host_name, status, remote_id, remote_status, remote_lock, node FROM services INDEXED BY services_server
        WHERE server = ?1 AND status = ?2 AND id > ?3 AND kind = ?4 AND remote_id IS NOT NULL ORDER BY id LIMIT ?5
        """,
        static row => new DeliveredService(row.Long(0), row.Text(1), row.Word<ServiceStatus>(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6)),
        server, status.ToString(), afterId, kind, limit);

    /// <inheritdoc/>
    public DateTimeOffset? LastEndedAt(long serviceId) =>
        Db.Scalar("SELECT max(ended_at) FROM operations WHERE service_id = ?1", serviceId) is { } at ? StoredTime.To(at) : null;

    /// <inheritdoc/>
    public DateTimeOffset? TurnTakenAt(string turn) => Db.Scalar("SELECT taken_at FROM turns WHERE name = ?1", turn) is { } at ? StoredTime.To(at) : null;

    /// <inheritdoc/>
    public bool TakeTurn(string turn, DateTimeOffset now, TimeSpan every) => Db.Run(
        // A turn taken in the future was taken by a clock that has been put back since.
        """
        INSERT INTO turns (name, taken_at) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET taken_at = excluded.taken_at WHERE taken_at <= ?3 OR taken_at > ?2
        """,
        turn, now, now - every) == 1;

    /// <inheritdoc/>
    public void SetDueDate(long serviceId, DateTimeOffset? dueDate) =>
        Db.Run("UPDATE services SET due_date = ?2, renewal_asked = 'None' WHERE id = ?1", serviceId, dueDate);

    /// <inheritdoc/>
    public void SetRenewalAsked(long serviceId, RenewalStep step) => Db.Run("UPDATE services SET renewal_asked = ?2 WHERE id = ?1", serviceId, step.ToString());

    /// <inheritdoc/>
    public void SetSuspendedFor(long serviceId, SuspensionReason reason) =>
        Db.Run("UPDATE services SET suspended_for = ?2 WHERE id = ?1", serviceId, reason.ToString());

    /// <inheritdoc/>
    public void SetAdminNotes(long serviceId, string? notes) => Db.Run("UPDATE services SET admin_notes = ?2 WHERE id = ?1", serviceId, notes);

    /// <inheritdoc/>
    public void SetSeen(long serviceId, string? remoteStatus, string? remoteLock, string? node, DateTimeOffset now) => Db.Run(
        "UPDATE services SET remote_status = ?2, remote_lock = ?3, node = ?4 WHERE id = ?1 AND coalesce(lease_until, 0) <= ?5",
        serviceId, remoteStatus, remoteLock, node, now);
}
