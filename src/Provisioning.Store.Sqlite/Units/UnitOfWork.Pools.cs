using Dapper;

namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    private const string PoolColumns =
        "name, server, family, start, stop, prefix_length, gateway, bridge, vlan, dns_servers, excluded, size, reverse_zone, " +
        "(SELECT count(*) FROM addresses WHERE pool = pools.name AND released_at IS NULL) AS used, " +
        // By way of the few that are held back, not of all that the pool ever gave.
        "(SELECT count(DISTINCT p.number) FROM dns_pointers p JOIN addresses a ON a.service_id = p.service_id AND a.address = p.address " +
        "WHERE p.held_back = 1 AND a.pool = pools.name AND NOT EXISTS " +
        "(SELECT 1 FROM addresses h WHERE h.server = a.server AND h.family = a.family AND h.number = a.number AND h.released_at IS NULL)) AS held_back";

    /// <inheritdoc/>
    public IReadOnlyList<IpPool> Pools(string? server = null) => Db.Connection.Query<IpPool>(
        $"SELECT {PoolColumns} FROM pools WHERE @server IS NULL OR server = @server ORDER BY name", new { server }).AsList();

    /// <inheritdoc/>
    public IpPool? Pool(string name) =>
        Db.Connection.QuerySingleOrDefault<IpPool>($"SELECT {PoolColumns} FROM pools WHERE name = @name", new { name });

    /// <inheritdoc/>
    public void AddPool(IpPool pool) => Unique(
        () => Db.Connection.Execute(
            """
            INSERT INTO pools (name, server, family, start, stop, prefix_length, gateway, bridge, vlan, dns_servers, excluded, size, reverse_zone)
            VALUES (@Name, @Server, @Family, @Start, @Stop, @PrefixLength, @Gateway, @Bridge, @Vlan, @DnsServers, @Excluded, @Size, @ReverseZone)
            """,
            Columns(pool)),
        () => Exists(ErrorIds.PoolExists, $"A pool '{pool.Name}' exists already; change it or choose another name.", pool.Name));

    /// <inheritdoc/>
    public void SavePool(IpPool pool) => Db.Connection.Execute(
        """
        UPDATE pools SET server = @Server, family = @Family, start = @Start, stop = @Stop, prefix_length = @PrefixLength, gateway = @Gateway,
            bridge = @Bridge, vlan = @Vlan, dns_servers = @DnsServers, excluded = @Excluded, size = @Size, reverse_zone = @ReverseZone
        WHERE name = @Name
        """,
        Columns(pool));

    /// <inheritdoc/>
    public void DeletePool(string name) => Db.Connection.Execute("DELETE FROM pools WHERE name = @name", new { name });

    private static DynamicParameters Columns(IpPool pool)
    {
        var columns = new DynamicParameters(pool);
        columns.Add(nameof(pool.Family), pool.Family.ToString());
        return columns;
    }
}
