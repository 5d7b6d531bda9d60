namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    private const string ServiceColumns =
        "id, kind, status, local_status, client_id, package, server, node, remote_id, host_name, domain, remote_status, remote_lock, " +
        "unchecked, order_reference, created_at, ready_at, operation_id, due_at, watching, data, admin_notes, due_date, renewal_asked, suspended_for";

    /// <inheritdoc/>
    public ServiceRow? Service(long id) => Db.First($"SELECT {ServiceColumns} FROM services WHERE id = ?1", static row => ReadService(row, 0), id);

    /// <inheritdoc/>
    public long AddService(ServiceRow service) => Unique(
        () => Db.Scalar(
            """
            INSERT INTO services (kind, status, local_status, client_id, package, server, node, remote_id, host_name, domain, remote_status,
                remote_lock, unchecked, order_reference, created_at, ready_at, operation_id, due_at, watching, data, admin_notes, due_date)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
            RETURNING id
            """,
            service.Kind, service.Status.ToString(), service.LocalStatus, service.ClientId, service.Package, service.Server, service.Node,
            service.RemoteId, service.HostName, service.Domain, service.RemoteStatus, service.RemoteLock, service.Unchecked,
            service.OrderReference, service.CreatedAt, service.ReadyAt, service.OperationId, service.DueAt, service.Watching,
            service.Data, service.AdminNotes, service.DueDate)!.Value,
        () => OrderTaken(service));

    /// <inheritdoc/>
    public void SaveService(ServiceRow service) => Unique(
        () => Db.Run(
            """
            UPDATE services SET kind = ?2, status = ?3, local_status = ?4, client_id = ?5, package = ?6, server = ?7, node = ?8, remote_id = ?9,
                host_name = ?10, domain = ?11, remote_status = ?12, remote_lock = ?13, unchecked = ?14, order_reference = ?15, created_at = ?16,
                ready_at = ?17, operation_id = ?18, due_at = ?19, watching = ?20, data = ?21
            WHERE id = ?1
            """,
            service.Id, service.Kind, service.Status.ToString(), service.LocalStatus, service.ClientId, service.Package, service.Server,
            service.Node, service.RemoteId, service.HostName, service.Domain, service.RemoteStatus, service.RemoteLock, service.Unchecked,
            service.OrderReference, service.CreatedAt, service.ReadyAt, service.OperationId, service.DueAt, service.Watching,
            service.Data),
        () => OrderTaken(service));

    /// <inheritdoc/>
    public void SetDue(long serviceId, DateTimeOffset? dueAt) => Db.Run("UPDATE services SET due_at = ?2 WHERE id = ?1", serviceId, dueAt);

    /// <inheritdoc/>
    public void CountCalls(long serviceId, int calls) => Db.Run("UPDATE services SET remote_calls = remote_calls + ?2 WHERE id = ?1", serviceId, calls);

    /// <inheritdoc/>
    public bool HostNameInUse(string hostName, string? domain) => Db.Scalar(
        "SELECT 1 FROM services WHERE fqdn = ?1 AND status <> 'Terminated' LIMIT 1",
        string.IsNullOrEmpty(domain) ? hostName : hostName + "." + domain) is not null;

    /// <inheritdoc/>
    public long? ServiceOfOrder(string orderReference) =>
        Db.Scalar("SELECT id FROM services WHERE order_reference = ?1", orderReference);

    /// <inheritdoc/>
    public long CountServices(string? server = null, string? package = null, long? clientId = null)
    {
        var where = new Where().And("status <> 'Terminated'").AndIf("server = ?", server).AndIf("package = ?", package).AndIf("client_id = ?", clientId);
        return Db.Scalar($"SELECT count(*) FROM services {where}", where.Values) ?? 0;
    }

    private static ServiceRow ReadService(Row row, int first) => new()
    {
        Id = row.Long(first + 0),
        Kind = row.Text(first + 1),
        Status = row.Word<ServiceStatus>(first + 2),
        LocalStatus = row.Text(first + 3),
        ClientId = row.Long(first + 4),
        Package = row.Text(first + 5),
        Server = row.Text(first + 6),
        Node = row.TextOrNull(first + 7),
        RemoteId = row.TextOrNull(first + 8),
        HostName = row.Text(first + 9),
        Domain = row.TextOrNull(first + 10),
        RemoteStatus = row.TextOrNull(first + 11),
        RemoteLock = row.TextOrNull(first + 12),
        Unchecked = row.Bool(first + 13),
        OrderReference = row.TextOrNull(first + 14),
        CreatedAt = row.Time(first + 15),
        ReadyAt = row.TimeOrNull(first + 16),
        OperationId = row.LongOrNull(first + 17),
        DueAt = row.TimeOrNull(first + 18),
        Watching = row.Bool(first + 19),
        Data = row.Text(first + 20),
        AdminNotes = row.TextOrNull(first + 21),
        DueDate = row.TimeOrNull(first + 22),
        RenewalAsked = row.Word<RenewalStep>(first + 23),
        SuspendedFor = row.WordOrNull<SuspensionReason>(first + 24),
    };

    private static ProvisioningException OrderTaken(ServiceRow service) => Exists(
        ErrorIds.OrderExists, $"An order with the reference '{service.OrderReference}' was taken already; ask for that one or give another reference.",
        service.OrderReference ?? "");
}
