namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    // Nobody's and due, or somebody's whose lease has run out. Each half walks an index of its own in order and the
    // limit ends both walks, so that it costs what is taken, whatever else exists.
    private const string DueAmongAll =
        """
        SELECT id, due_at FROM services
        WHERE lease_until IS NULL AND operation_id IS NOT NULL AND due_at IS NOT NULL AND due_at <= ?1 AND watching = ?2
        UNION ALL
        SELECT id, due_at FROM services INDEXED BY services_leased
        WHERE lease_until <= ?1 AND due_at <= ?1 AND watching = ?2 AND operation_id IS NOT NULL
        ORDER BY due_at, id LIMIT ?3
        """;

    private const string DueAmongSome =
        """
        SELECT id, due_at FROM services
        WHERE id IN (SELECT value FROM json_each(?4)) AND +due_at <= ?1 AND +watching = ?2 AND operation_id IS NOT NULL
            AND coalesce(+lease_until, 0) <= ?1
        ORDER BY due_at, id LIMIT ?3
        """;

    private const string TakeLease =
        "UPDATE services SET lease_worker = ?5, lease_until = ?6, fence = fence + 1, ticks = ticks + (last_tick IS NOT ?7), last_tick = ?7";

    private const string Taken = $"RETURNING fence, {ServiceColumns}";

    /// <inheritdoc/>
    public IReadOnlyList<Claim> Claim(ClaimRequest request)
    {
        var due = request.ServiceIds is null ? DueAmongAll : DueAmongSome;
        var taken = Db.Query(
            $"{TakeLease} WHERE id IN (SELECT id FROM ({due})) {Taken}", ReadTaken,
            request.Now, request.Watching, request.Limit, request.ServiceIds is { } ids ? StoreJson.Write(ids) : null,
            request.Worker, request.Until, request.TickId);
        // RETURNING answers in no order.
        taken.Sort(static (x, y) => Comparer<(DateTimeOffset?, long)>.Default.Compare((x.Service.DueAt, x.Service.Id), (y.Service.DueAt, y.Service.Id)));
        return taken.ConvertAll(each => ToClaim(each, request.Worker));
    }

    /// <inheritdoc/>
    public Claim? ClaimOne(long serviceId, ClaimRequest request)
    {
        var taken = Db.Query(
            $"""
            {TakeLease} WHERE id = ?1 AND operation_id IS NOT NULL
                AND (lease_until IS NULL OR lease_until <= ?2 OR lease_worker = ?5)
            {Taken}
            """,
            ReadTaken, serviceId, request.Now, SqlValue.Null, SqlValue.Null, request.Worker, request.Until, request.TickId);
        return taken.Count == 0 ? null : ToClaim(taken[0], request.Worker);
    }

    /// <inheritdoc/>
    public void Demand(Lease lease, DateTimeOffset now)
    {
        var holds = Db.Scalar(
            "SELECT 1 FROM services WHERE id = ?1 AND fence = ?2 AND lease_worker = ?3 AND lease_until > ?4",
            lease.ServiceId, lease.Fence, lease.Worker, now);
        if (holds is null)
            throw new ProvisioningException(ErrorIds.LeaseLost, ErrorKind.Conflict,
                $"The lease on service {lease.ServiceId} has run out and another worker may have it; nothing was written, the next tick goes on.",
                lease.ServiceId.ToString(), retryable: true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Lease> Renew(IReadOnlyCollection<Lease> leases, DateTimeOffset now, DateTimeOffset until) =>
    [
        .. leases.Where(lease => Db.Run(
            "UPDATE services SET lease_until = ?5 WHERE id = ?1 AND fence = ?2 AND lease_worker = ?3 AND lease_until > ?4",
            lease.ServiceId, lease.Fence, lease.Worker, now, until) == 1),
    ];

    /// <inheritdoc/>
    public void Release(Lease lease) => Db.Run(
        "UPDATE services SET lease_worker = NULL, lease_until = NULL WHERE id = ?1 AND fence = ?2 AND lease_worker = ?3",
        lease.ServiceId, lease.Fence, lease.Worker);

    /// <inheritdoc/>
    public IReadOnlyList<TickPreview> Due(DateTimeOffset now, IReadOnlyCollection<long>? serviceIds, int limit)
    {
        var due = serviceIds is null ? DueAmongAll : DueAmongSome;
        var sql = $"""
            SELECT s.id, s.host_name, o.name, coalesce(o.step, ''), s.local_status, s.due_at, o.task
            FROM ({due}) d CROSS JOIN services s ON s.id = d.id CROSS JOIN operations o ON o.id = s.operation_id
            """;
        var previews = new List<TickPreview>();
        foreach (var watching in (ReadOnlySpan<bool>)[false, true])
            previews.AddRange(serviceIds is null
                ? Db.Query(sql, ReadPreview, now, watching, limit)
                : Db.Query(sql, ReadPreview, now, watching, limit, StoreJson.Write(serviceIds)));
        previews.Sort(static (x, y) => Comparer<(DateTimeOffset, long)>.Default.Compare((x.DueAt, x.ServiceId), (y.DueAt, y.ServiceId)));
        return previews.Count <= limit ? previews : previews.GetRange(0, limit);
    }

    /// <inheritdoc/>
    public DateTimeOffset? NextDueAt(IReadOnlyCollection<long>? serviceIds)
    {
        var next = serviceIds is null
            ? Db.Scalar(
                """
                SELECT min(at) FROM (
                    SELECT min(due_at) AS at FROM services
                    WHERE lease_until IS NULL AND operation_id IS NOT NULL AND due_at IS NOT NULL AND watching = 0
                    UNION ALL
                    SELECT min(due_at) FROM services
                    WHERE lease_until IS NULL AND operation_id IS NOT NULL AND due_at IS NOT NULL AND watching = 1
                    UNION ALL
                    SELECT min(max(due_at, lease_until)) FROM services INDEXED BY services_leased
                    WHERE lease_until IS NOT NULL AND operation_id IS NOT NULL)
                """)
            : Db.Scalar(
                """
                SELECT min(max(due_at, coalesce(lease_until, due_at))) FROM services
                WHERE id IN (SELECT value FROM json_each(?1)) AND operation_id IS NOT NULL
                """,
                StoreJson.Write(serviceIds));
        return next is { } at ? StoredTime.To(at) : null;
    }

    private Claim ToClaim((long Fence, ServiceRow Service) taken, string worker) =>
        new(new Lease(taken.Service.Id, worker, taken.Fence), taken.Service, Operation(taken.Service.OperationId!.Value)!);

    private static TickPreview ReadPreview(Row row) =>
        new(row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Time(5), row.TextOrNull(6));

    private static (long Fence, ServiceRow Service) ReadTaken(Row row) => (row.Long(0), ReadService(row, 1));
}
