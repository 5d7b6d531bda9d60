using Dapper;

namespace Provisioning.Store.Sqlite;

// Registered things change seldom and are read a few at a time: Dapper maps them, names of columns after names of properties.
internal sealed partial class UnitOfWork
{
    private const string ServerColumns =
        "name, kind, endpoints, authentication, user_name, thumbprints AS certificate_thumbprints, skip_certificate_check, max_clones_per_node, " +
        "request_timeout, notes, registered_at, version";

    private const string ClientColumns =
        "id, user_name, name, company, email, phone, fax, address, city, postcode, country, custom_fields, created_at";

    /// <inheritdoc/>
    public IReadOnlyList<ProvisioningServer> Servers() =>
        Db.Connection.Query<ProvisioningServer>($"SELECT {ServerColumns} FROM servers ORDER BY name").AsList();

    /// <inheritdoc/>
    public ProvisioningServer? Server(string name) =>
        Db.Connection.QuerySingleOrDefault<ProvisioningServer>($"SELECT {ServerColumns} FROM servers WHERE name = @name", new { name });

    /// <inheritdoc/>
    public void AddServer(ProvisioningServer server) => Unique(
        () => Db.Connection.Execute(
            """
            INSERT INTO servers (name, kind, endpoints, authentication, user_name, thumbprints, skip_certificate_check, max_clones_per_node,
                request_timeout, notes, registered_at, version)
            VALUES (@Name, @Kind, @Endpoints, @Authentication, @UserName, @CertificateThumbprints, @SkipCertificateCheck, @MaxClonesPerNode,
                @RequestTimeout, @Notes, @RegisteredAt, @Version)
            """,
            Columns(server)),
        () => Exists(ErrorIds.ServerExists, $"A server '{server.Name}' is registered already; change it or choose another name.", server.Name));

    /// <inheritdoc/>
    public void SaveServer(ProvisioningServer server) => Db.Connection.Execute(
        """
        UPDATE servers SET kind = @Kind, endpoints = @Endpoints, authentication = @Authentication, user_name = @UserName,
            thumbprints = @CertificateThumbprints, skip_certificate_check = @SkipCertificateCheck, max_clones_per_node = @MaxClonesPerNode,
            request_timeout = @RequestTimeout, notes = @Notes, registered_at = @RegisteredAt, version = @Version
        WHERE name = @Name
        """,
        Columns(server));

    /// <inheritdoc/>
    public void DeleteServer(string name)
    {
        Db.Connection.Execute("DELETE FROM servers WHERE name = @name", new { name });
        // clone:SERVER/node/storage, or without the word in front.
        Db.Run("DELETE FROM pace WHERE substr(substr(resource, instr(resource, ':') + 1) || '/', 1, length(?1) + 1) = ?1 || '/' COLLATE NOCASE", name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<PackageRow> Packages(string kind) => Db.Connection.Query<PackageRow>(
        "SELECT kind, name, server, json, created_at AS CreatedAt FROM packages WHERE kind = @kind ORDER BY name", new { kind }).AsList();

    /// <inheritdoc/>
    public PackageRow? Package(string kind, string name) => Db.Connection.QuerySingleOrDefault<PackageRow>(
        "SELECT kind, name, server, json, created_at AS CreatedAt FROM packages WHERE kind = @kind AND name = @name", new { kind, name });

    /// <inheritdoc/>
    public void AddPackage(PackageRow package) => Unique(
        () => Db.Connection.Execute(
            "INSERT INTO packages (kind, name, server, json, created_at) VALUES (@Kind, @Name, @Server, @Json, @CreatedAt)", package),
        () => Exists(ErrorIds.PackageExists, $"A package '{package.Name}' exists already; change it or choose another name.", package.Name));

    /// <inheritdoc/>
    public void SavePackage(PackageRow package) => Db.Connection.Execute(
        "UPDATE packages SET server = @Server, json = @Json, created_at = @CreatedAt WHERE kind = @Kind AND name = @Name", package);

    /// <inheritdoc/>
    public void DeletePackage(string kind, string name) =>
        Db.Connection.Execute("DELETE FROM packages WHERE kind = @kind AND name = @name", new { kind, name });

    /// <inheritdoc/>
    public IReadOnlyList<ProvisioningClient> ClientPage(long afterId, int limit) => Db.Connection.Query<ProvisioningClient>(
        $"SELECT {ClientColumns} FROM clients WHERE id > @afterId ORDER BY id LIMIT @limit", new { afterId, limit }).AsList();

    /// <inheritdoc/>
    public ProvisioningClient? Client(long id) =>
        Db.Connection.QuerySingleOrDefault<ProvisioningClient>($"SELECT {ClientColumns} FROM clients WHERE id = @id", new { id });

    /// <inheritdoc/>
    public ProvisioningClient? ClientByUserName(string userName) => Db.Connection.QuerySingleOrDefault<ProvisioningClient>(
        $"SELECT {ClientColumns} FROM clients WHERE user_name = @userName", new { userName });

    /// <inheritdoc/>
    public long AddClient(ProvisioningClient client) => Unique(
        () => Db.Connection.ExecuteScalar<long>(
            """
            INSERT INTO clients (user_name, name, company, email, phone, fax, address, city, postcode, country, custom_fields, created_at)
            VALUES (@UserName, @Name, @Company, @Email, @Phone, @Fax, @Address, @City, @Postcode, @Country, @CustomFields, @CreatedAt)
            RETURNING id
            """,
            client),
        () => UserNameTaken(client));

    /// <inheritdoc/>
    public void SaveClient(ProvisioningClient client) => Unique(
        () => Db.Connection.Execute(
            """
            UPDATE clients SET user_name = @UserName, name = @Name, company = @Company, email = @Email, phone = @Phone, fax = @Fax,
                address = @Address, city = @City, postcode = @Postcode, country = @Country, custom_fields = @CustomFields, created_at = @CreatedAt
            WHERE id = @Id
            """,
            client),
        () => UserNameTaken(client));

    /// <inheritdoc/>
    public void DeleteClient(long id) => Db.Connection.Execute("DELETE FROM clients WHERE id = @id", new { id });

    private static ProvisioningException UserNameTaken(ProvisioningClient client) =>
        Exists(ErrorIds.ClientExists, $"A client '{client.UserName}' exists already; change it or choose another user name.", client.UserName);

    // Dapper would write the enumerations as numbers.
    private static DynamicParameters Columns(ProvisioningServer server)
    {
        var columns = new DynamicParameters(server);
        columns.Add(nameof(server.Kind), server.Kind.ToString());
        columns.Add(nameof(server.Authentication), server.Authentication.ToString());
        return columns;
    }
}
