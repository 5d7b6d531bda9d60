namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    /// <inheritdoc/>
    public IReadOnlyList<ProvisionedService> ServicePage(ServiceFilter filter, long afterId, int limit)
    {
        var where = Matching(filter).And("s.id > ?", afterId).Then(limit);
        return Db.Query(
            $"""
            SELECT s.id, s.kind, s.status, s.local_status, s.client_id, c.user_name, s.package, s.server, s.node, s.remote_id, s.host_name, s.domain,
                s.remote_status, s.remote_lock, o.name, o.state, o.step, s.due_at, o.error, s.order_reference, s.unchecked, s.admin_notes,
                s.created_at, s.ready_at, s.ticks, s.remote_calls,
                (SELECT group_concat(a.address, ' ' ORDER BY a.is_main DESC, a.family, a.number)
                 FROM addresses a WHERE a.service_id = s.id AND a.released_at IS NULL),
                s.due_date, CASE WHEN s.status = 'Suspended' THEN s.suspended_for END, o.waiting_for, s.options
            FROM services s LEFT JOIN clients c ON c.id = s.client_id LEFT JOIN operations o ON o.id = s.operation_id
            {where} ORDER BY s.id LIMIT ?
            """,
            ReadListedService, where.Values);
    }

    private static Where Matching(ServiceFilter filter)
    {
        var where = new Where();
        if (filter.Ids is { } ids) where.And("s.id IN (SELECT value FROM json_each(?))", StoreJson.Write(ids));
        if (filter.Statuses is { } statuses)
            where.And("s.status IN (SELECT value FROM json_each(?))", StoreJson.Write([.. statuses.Select(status => status.ToString())]));
        else
            where.And("s.status <> 'Terminated'");
        where
            .AndIf("s.kind = ?", filter.Kind)
            .AndIf("s.local_status = ?", filter.LocalStatus)
            .AndIf("s.server = ?", filter.Server)
            .AndIf("s.package = ?", filter.Package)
            .AndIf("s.client_id = ?", filter.ClientId)
            .AndIf("s.order_reference = ?", filter.OrderReference);
        // Asked of the few that stand still rather than of every service.
        if (filter.Stopped)
            where.And("s.id IN (SELECT service_id FROM operations WHERE state = 'Stopped' AND state NOT IN ('Succeeded', 'Cancelled'))").And("o.state = 'Stopped'");
        if (filter.HostName is { } name)
        {
            if (Wildcards.Has(name)) where.And(@"(s.host_name LIKE ? ESCAPE '\' OR s.fqdn LIKE ? ESCAPE '\')", Wildcards.ToLike(name), Wildcards.ToLike(name));
            else where.And("(s.host_name = ? OR s.fqdn = ?)", name, name);
        }
        return where;
    }

    private static ProvisionedService ReadListedService(Row row) => new()
    {
        Id = row.Long(0),
        Kind = row.Text(1),
        Status = row.Word<ServiceStatus>(2),
        LocalStatus = row.Text(3),
        ClientId = row.Long(4),
        Client = row.Text(5),
        Package = row.Text(6),
        Server = row.Text(7),
        Node = row.TextOrNull(8),
        RemoteId = row.TextOrNull(9),
        HostName = row.Text(10),
        Domain = row.TextOrNull(11),
        RemoteStatus = row.TextOrNull(12),
        RemoteLock = row.TextOrNull(13),
        Operation = row.TextOrNull(14),
        OperationState = row.WordOrNull<OperationState>(15),
        Step = row.TextOrNull(16),
        DueAt = row.TimeOrNull(17),
        LastError = StoreJson.ReadError(row.TextOrNull(18)),
        OrderReference = row.TextOrNull(19),
        Unchecked = row.Bool(20),
        AdminNotes = row.TextOrNull(21),
        CreatedAt = row.Time(22),
        ReadyAt = row.TimeOrNull(23),
        Ticks = row.Int(24),
        RemoteCalls = row.Int(25),
        IpAddresses = row.TextOrNull(26) is { } addresses ? addresses.Split(' ') : [],
        DueDate = row.TimeOrNull(27),
        SuspendedFor = row.WordOrNull<SuspensionReason>(28),
        WaitingFor = row.TextOrNull(29),
        AssignedOptions = StoreJson.ReadTable(row.TextOrNull(30)),
    };
}

/// <summary>Wildcards of a face (<c>*</c> and <c>?</c>) as SQLite understands them.</summary>
internal static class Wildcards
{
    public static bool Has(string pattern) => pattern.AsSpan().ContainsAny('*', '?');

    public static string ToLike(string pattern) => pattern
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace('*', '%')
        .Replace('?', '_');
}
