namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    /// <summary>How far the clocks of workers and the order of their commits may disagree before a search by time misses a line.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public void AddJournal(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries)
            Db.Run(
                """
                INSERT INTO journal (at, event, service_id, operation_id, operation, step, from_status, to_status, message, duration_ms, task, error_id, worker)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                """,
                entry.At, entry.Event.ToString(), entry.ServiceId, entry.OperationId, entry.Operation, entry.Step, entry.From, entry.To,
                entry.Message, entry.DurationMs, entry.Task, entry.ErrorId, entry.Worker);
    }

    /// <inheritdoc/>
    public void AddCalls(IEnumerable<RemoteCall> calls)
    {
        foreach (var call in calls)
            Db.Run(
                """
                INSERT INTO calls (at, server, endpoint, method, path, status, duration_ms, attempt, parameters, error, service_id, operation_id, step)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                """,
                call.At, call.Server, call.Endpoint, call.Method, call.Path, call.Status, call.DurationMs, call.Attempt, call.Parameters,
                call.Error, call.ServiceId, call.OperationId, call.Step);
    }

    /// <inheritdoc/>
    public IReadOnlyList<JournalEntry> JournalPage(RecordFilter filter, long afterId, int limit)
    {
        var where = Matching(filter, "journal", ref afterId);
        if (filter.Events is { } events)
            where.And("event IN (SELECT value FROM json_each(?))", StoreJson.Write([.. events.Select(each => each.ToString())]));
        where.And("id > ?", afterId).Then(filter.Last ?? limit);
        return Db.Query(
            $"""
            SELECT id, at, event, service_id, operation_id, operation, step, from_status, to_status, message, duration_ms, task, error_id, worker
            FROM journal {where} ORDER BY id {Direction(filter)} LIMIT ?
            """,
            static row => new JournalEntry
            {
                Id = row.Long(0),
                At = row.Time(1),
                Event = row.Word<JournalEvent>(2),
                ServiceId = row.Long(3),
                OperationId = row.LongOrNull(4),
                Operation = row.TextOrNull(5),
                Step = row.TextOrNull(6),
                From = row.TextOrNull(7),
                To = row.TextOrNull(8),
                Message = row.Text(9),
                DurationMs = row.RealOrNull(10),
                Task = row.TextOrNull(11),
                ErrorId = row.TextOrNull(12),
                Worker = row.TextOrNull(13),
            },
            where.Values);
    }

    /// <inheritdoc/>
    public IReadOnlyList<RemoteCall> CallPage(RecordFilter filter, long afterId, int limit)
    {
        var where = Matching(filter, "calls", ref afterId);
        if (filter.FailedOnly) where.And("(error IS NOT NULL OR status IS NULL OR status >= 400)");
        where.And("id > ?", afterId).Then(filter.Last ?? limit);
        return Db.Query(
            $"""
            SELECT id, at, server, endpoint, method, path, status, duration_ms, attempt, parameters, error, service_id, operation_id, step
            FROM calls {where} ORDER BY id {Direction(filter)} LIMIT ?
            """,
            static row => new RemoteCall
            {
                Id = row.Long(0),
                At = row.Time(1),
                Server = row.Text(2),
                Endpoint = row.TextOrNull(3),
                Method = row.Text(4),
                Path = row.Text(5),
                Status = row.IntOrNull(6),
                DurationMs = row.Real(7),
                Attempt = row.Int(8),
                Parameters = row.TextOrNull(9),
                Error = row.TextOrNull(10),
                ServiceId = row.LongOrNull(11),
                OperationId = row.LongOrNull(12),
                Step = row.TextOrNull(13),
            },
            where.Values);
    }

    /// <inheritdoc/>
    public int Prune(DateTimeOffset now, int limit)
    {
        var keepSince = now - TimeSpan.FromDays(Db.Scalar("SELECT retention_days FROM store")!.Value);
        var pruned = Prune("journal", keepSince, limit);
        return pruned + (pruned < limit ? Prune("calls", keepSince, limit - pruned) : 0);
    }

    // The oldest lines have the lowest numbers: looking at as many of them as may go costs no index by time.
    private int Prune(string table, DateTimeOffset keepSince, int limit) => Db.Run(
        $"DELETE FROM {table} WHERE id IN (SELECT id FROM (SELECT id, at FROM {table} ORDER BY id LIMIT ?2) WHERE at < ?1)", keepSince, limit);

    private Where Matching(RecordFilter filter, string table, ref long afterId)
    {
        var where = new Where().AndIf("service_id = ?", filter.ServiceId);
        if (filter.OperationId is { } operation)
            // By way of its service, whose lines an index finds.
            where.And("service_id = (SELECT o.service_id FROM operations o WHERE o.id = ?)", operation).And("operation_id = ?", operation);
        if (filter.Since is { } since)
        {
            where.And("at >= ?", since);
            if (afterId == 0 && filter is { Last: null, ServiceId: null, OperationId: null }) afterId = LastBefore(table, since - ClockSlack);
        }
        return where;
    }

    /// <summary>The newest line before a time, searched backwards: what lies between is going to be read anyway.</summary>
    private long LastBefore(string table, DateTimeOffset time) =>
        Db.Scalar($"SELECT id FROM {table} WHERE at < ?1 ORDER BY id DESC LIMIT 1", time) ?? 0;

    private static string Direction(RecordFilter filter) => filter.Last is null ? "ASC" : "DESC";
}
