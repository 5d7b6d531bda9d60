namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    private const string OperationColumns =
        "id, service_id, name, state, step_index, step, step_count, attempts, failing_since, unsettled, task, task_since, waiting_for, waiting_slot, " +
        "arguments, error, created_at, started_at, ended_at, origin, entered_from";

    /// <inheritdoc/>
    public OperationRow? Operation(long id) => Db.First($"SELECT {OperationColumns} FROM operations WHERE id = ?1", ReadOperation, id);

    /// <inheritdoc/>
    public OperationRow? NextQueued(long serviceId, long? exceptOperationId) => Db.First(
        $"SELECT {OperationColumns} FROM operations WHERE service_id = ?1 AND state = 'Queued' AND id IS NOT ?2 ORDER BY id LIMIT 1",
        ReadOperation, serviceId, exceptOperationId);

    /// <inheritdoc/>
    public long AddOperation(OperationRow operation) => Db.Scalar(
        """
        INSERT INTO operations (service_id, name, state, step_index, step, step_count, attempts, failing_since, unsettled, task, task_since,
            waiting_for, waiting_slot, arguments, error, created_at, started_at, ended_at, origin, entered_from)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        RETURNING id
        """,
        operation.ServiceId, operation.Name, operation.State.ToString(), operation.StepIndex, operation.Step, operation.StepCount,
        operation.Attempts, operation.FailingSince, StoreJson.Write(operation.Unsettled), operation.Task, operation.TaskSince,
        operation.WaitingFor, operation.WaitingForSlot, operation.Arguments, StoreJson.Write(operation.Error),
        operation.CreatedAt, operation.StartedAt, operation.EndedAt, operation.Origin.ToString(), operation.EnteredFrom)!.Value;

    /// <inheritdoc/>
    public void SaveOperation(OperationRow operation) => Db.Run(
        """
        UPDATE operations SET name = ?2, state = ?3, step_index = ?4, step = ?5, step_count = ?6, attempts = ?7, failing_since = ?8, unsettled = ?9,
            task = ?10, task_since = ?11, waiting_for = ?12, waiting_slot = ?13, arguments = ?14, error = ?15, created_at = ?16, started_at = ?17,
            ended_at = ?18, entered_from = ?19
        WHERE id = ?1
        """,
        operation.Id, operation.Name, operation.State.ToString(), operation.StepIndex, operation.Step, operation.StepCount,
        operation.Attempts, operation.FailingSince, StoreJson.Write(operation.Unsettled), operation.Task, operation.TaskSince,
        operation.WaitingFor, operation.WaitingForSlot, operation.Arguments, StoreJson.Write(operation.Error),
        operation.CreatedAt, operation.StartedAt, operation.EndedAt, operation.EnteredFrom);

    /// <inheritdoc/>
    public IReadOnlyList<ProvisioningOperation> OperationPage(long? serviceId, bool includeEnded, OperationState? state, long afterId, int limit)
    {
        var where = new Where().AndIf("o.service_id = ?", serviceId).AndIf("o.state = ?", state?.ToString()).And("o.id > ?", afterId).Then(limit);
        // The words of the partial index, so that the planner may take it.
        if (!includeEnded) where.And("o.state NOT IN ('Succeeded', 'Cancelled')");
        return Db.Query(
            $"""
            SELECT o.id, o.service_id, o.name, o.state, o.step, o.step_index, o.step_count, o.attempts, o.task, o.waiting_for, s.due_at,
                o.created_at, o.started_at, o.ended_at, o.error, o.origin
            FROM operations o LEFT JOIN services s ON s.operation_id = o.id AND s.id = o.service_id
            {where} ORDER BY o.id LIMIT ?
            """,
            ReadListedOperation, where.Values);
    }

    private static OperationRow ReadOperation(Row row) => new()
    {
        Id = row.Long(0),
        ServiceId = row.Long(1),
        Name = row.Text(2),
        State = row.Word<OperationState>(3),
        StepIndex = row.Int(4),
        Step = row.TextOrNull(5),
        StepCount = row.Int(6),
        Attempts = row.Int(7),
        FailingSince = row.TimeOrNull(8),
        Unsettled = StoreJson.ReadIntent(row.TextOrNull(9)),
        Task = row.TextOrNull(10),
        TaskSince = row.TimeOrNull(11),
        WaitingFor = row.TextOrNull(12),
        WaitingForSlot = row.TextOrNull(13),
        Arguments = row.Text(14),
        Error = StoreJson.ReadError(row.TextOrNull(15)),
        CreatedAt = row.Time(16),
        StartedAt = row.TimeOrNull(17),
        EndedAt = row.TimeOrNull(18),
        Origin = row.Word<OperationOrigin>(19),
        EnteredFrom = row.TextOrNull(20),
    };

    private static ProvisioningOperation ReadListedOperation(Row row) => new()
    {
        Id = row.Long(0),
        ServiceId = row.Long(1),
        Name = row.Text(2),
        State = row.Word<OperationState>(3),
        Step = row.TextOrNull(4),
        StepNumber = Math.Min(row.Int(5) + 1, row.Int(6)),
        StepCount = row.Int(6),
        Attempts = row.Int(7),
        Task = row.TextOrNull(8),
        WaitingFor = row.TextOrNull(9),
        DueAt = row.TimeOrNull(10),
        CreatedAt = row.Time(11),
        StartedAt = row.TimeOrNull(12),
        EndedAt = row.TimeOrNull(13),
        Error = StoreJson.ReadError(row.TextOrNull(14)),
        Origin = row.Word<OperationOrigin>(15),
    };
}
