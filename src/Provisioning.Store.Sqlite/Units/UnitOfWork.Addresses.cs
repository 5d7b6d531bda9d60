using System.Buffers.Binary;

namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    private const int NumbersAtATime = 512;

    /// <inheritdoc/>
    public IReadOnlyList<IpAssignment> AssignmentPage(
        string? pool, long? serviceId, string? address, bool includeReleased, long afterRow, int limit, out long lastRow)
    {
        var where = new Where().AndIf("pool = ?", pool).AndIf("service_id = ?", serviceId).AndIf("address = ?", address).And("id > ?", afterRow).Then(limit);
        if (!includeReleased) where.And("released_at IS NULL");
        var rows = Db.Query(
            $"""
            SELECT id, address, family, pool, server, service_id, is_main, prefix_length, gateway, bridge, vlan, dns_servers, assigned_at, released_at
            FROM addresses {where} ORDER BY id LIMIT ?
            """,
            static row => (Id: row.Long(0), Assignment: ReadAssignment(row)), where.Values);
        lastRow = rows.Count == 0 ? afterRow : rows[^1].Id;
        return rows.ConvertAll(static row => row.Assignment);
    }

    /// <inheritdoc/>
    public IEnumerable<UInt128> HeldAddresses(string server, IpFamily family, UInt128 first, UInt128 last)
    {
        // In portions, so that a caller who stops at the first gap leaves no statement open.
        while (true)
        {
            var numbers = Db.Query(
                """
                SELECT number FROM addresses
                WHERE server = ?1 AND family = ?2 AND number BETWEEN ?3 AND ?4 AND released_at IS NULL ORDER BY number LIMIT ?5
                """,
                static row => row.Number(0), server, family.ToString(), Bytes(first), Bytes(last), NumbersAtATime);
            foreach (var number in numbers) yield return number;
            if (numbers.Count < NumbersAtATime || numbers[^1] == last) yield break;
            first = numbers[^1] + 1;
        }
    }

    /// <inheritdoc/>
    public void AssignAddress(IpAssignment assignment, UInt128 number) => Unique(
        () => Db.Run(
            """
            INSERT INTO addresses (server, family, number, address, pool, service_id, is_main, prefix_length, gateway, bridge, vlan, dns_servers,
                assigned_at, released_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            assignment.Server, assignment.Family.ToString(), Bytes(number), assignment.Address, assignment.Pool, assignment.ServiceId,
            assignment.IsMain, assignment.PrefixLength, assignment.Gateway, assignment.Bridge, assignment.Vlan,
            StoreJson.Write(assignment.DnsServers), assignment.AssignedAt, assignment.ReleasedAt),
        () => Exists(ErrorIds.RecordChanged, $"The address {assignment.Address} is held by another service already; choose again.", assignment.Address));

    /// <inheritdoc/>
    public void SetMainAddress(long serviceId, string address, bool isMain) => Db.Run(
        "UPDATE addresses SET is_main = ?3 WHERE service_id = ?1 AND address = ?2 AND released_at IS NULL", serviceId, address, isMain);

    /// <inheritdoc/>
    public void ReleaseAddresses(long serviceId, IReadOnlyCollection<string>? addresses, DateTimeOffset now)
    {
        const string all = "UPDATE addresses SET released_at = ?2 WHERE service_id = ?1 AND released_at IS NULL";
        if (addresses is null) Db.Run(all, serviceId, now);
        else Db.Run($"{all} AND address IN (SELECT value FROM json_each(?3))", serviceId, now, StoreJson.Write([.. addresses]));
    }

    /// <inheritdoc/>
    public long? AddressHolder(string server, IpFamily family, UInt128 number) => Db.Scalar(
        "SELECT service_id FROM addresses WHERE server = ?1 AND family = ?2 AND number = ?3 AND released_at IS NULL", server, family.ToString(), Bytes(number));

    /// <inheritdoc/>
    public IReadOnlyCollection<string> ReservedRemoteIds(string server) =>
        Db.Query("SELECT remote_id FROM remote_ids WHERE server = ?1", static row => row.Text(0), server);

    /// <inheritdoc/>
    public long? RemoteIdHolder(string server, string remoteId) =>
        Db.Scalar("SELECT service_id FROM remote_ids WHERE server = ?1 AND remote_id = ?2", server, remoteId);

    /// <inheritdoc/>
    public bool ReserveRemoteId(string server, string remoteId, long serviceId) => Db.Run(
        "INSERT INTO remote_ids (server, remote_id, service_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", server, remoteId, serviceId) == 1;

    /// <inheritdoc/>
    public void ReleaseRemoteId(long serviceId) => Db.Run("DELETE FROM remote_ids WHERE service_id = ?1", serviceId);

    private static IpAssignment ReadAssignment(Row row) => new()
    {
        Address = row.Text(1),
        Family = row.Word<IpFamily>(2),
        Pool = row.Text(3),
        Server = row.Text(4),
        ServiceId = row.Long(5),
        IsMain = row.Bool(6),
        PrefixLength = row.Int(7),
        Gateway = row.TextOrNull(8),
        Bridge = row.TextOrNull(9),
        Vlan = row.Int(10),
        DnsServers = StoreJson.ReadList(row.Text(11)),
        AssignedAt = row.Time(12),
        ReleasedAt = row.TimeOrNull(13),
    };

    private static byte[] Bytes(UInt128 number)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return bytes;
    }
}
