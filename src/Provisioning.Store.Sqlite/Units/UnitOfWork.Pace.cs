namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    /// <inheritdoc/>
    public int? PaceLimit(string resource) => (int?)Db.Scalar("SELECT slots FROM pace WHERE resource = ?1", resource);

    /// <inheritdoc/>
    public void SetPaceLimit(string resource, int limit, DateTimeOffset now) => Db.Run(
        """
        INSERT INTO pace (resource, slots, changed_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (resource) DO UPDATE SET slots = excluded.slots, changed_at = excluded.changed_at
        """,
        resource, limit, now);

    /// <inheritdoc/>
    public int SlotsTaken(string resource, DateTimeOffset aliveSince) =>
        (int)(Db.Scalar("SELECT count(*) FROM slots WHERE resource = ?1 AND seen_at >= ?2", resource, aliveSince) ?? 0);

    /// <inheritdoc/>
    public void TakeSlot(string resource, long operationId, DateTimeOffset now) => Db.Run(
        """
        INSERT INTO slots (resource, operation_id, seen_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (resource, operation_id) DO UPDATE SET seen_at = excluded.seen_at
        """,
        resource, operationId, now);

    /// <inheritdoc/>
    public void TouchSlots(IReadOnlyCollection<long> operationIds, DateTimeOffset now)
    {
        foreach (var operation in operationIds) Db.Run("UPDATE slots SET seen_at = ?2 WHERE operation_id = ?1", operation, now);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FreeSlots(long operationId) =>
        Db.Query("DELETE FROM slots WHERE operation_id = ?1 RETURNING resource", static row => row.Text(0), operationId);

    /// <inheritdoc/>
    public void WakeSlotWaiters(string resource, int count, DateTimeOffset now) =>
        // The oldest operation has waited longest; one that was woken and found the slot gone keeps its place.
        Db.Run(
            """
            UPDATE services SET due_at = ?3 WHERE id IN (
                SELECT s.id FROM operations o JOIN services s ON s.id = o.service_id AND s.operation_id = o.id
                WHERE o.waiting_slot = ?1 AND (s.due_at IS NULL OR s.due_at > ?3)
                ORDER BY o.id LIMIT ?2)
            """,
            resource, count, now);
}
