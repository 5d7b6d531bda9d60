namespace Provisioning.Engine;

/// <summary>Reads inside one transaction. What can be long comes in pages: give the last id seen and a limit.</summary>
public partial interface IStateReader : IDnsReader
{
    // Services

    /// <summary>A service or null.</summary>
    ServiceRow? Service(long id);

    /// <summary>A page of services, ordered by id, as faces see them (client name, addresses, operation joined).</summary>
    IReadOnlyList<ProvisionedService> ServicePage(ServiceFilter filter, long afterId, int limit);

    /// <summary>Whether a service that is not terminated has this host name and domain (case does not count).</summary>
    bool HostNameInUse(string hostName, string? domain);

    /// <summary>The service that was ordered under this reference.</summary>
    long? ServiceOfOrder(string orderReference);

    /// <summary>What is due at this time and not under a living lease, the longest due first.</summary>
    IReadOnlyList<TickPreview> Due(DateTimeOffset now, IReadOnlyCollection<long>? serviceIds, int limit);

    /// <summary>When the earliest unleased service is due or a lease of a due one ends; null when nothing will ever be.</summary>
    DateTimeOffset? NextDueAt(IReadOnlyCollection<long>? serviceIds);

    /// <summary>How many services use the server, package or client (terminated ones apart).</summary>
    long CountServices(string? server = null, string? package = null, long? clientId = null);

    // Operations and records

    /// <summary>An operation or null.</summary>
    OperationRow? Operation(long id);

    /// <summary>The oldest operation of a service that waits for its turn, the one under way apart.</summary>
    OperationRow? NextQueued(long serviceId, long? exceptOperationId);

    /// <summary>A page of operations as faces see them.</summary>
    IReadOnlyList<ProvisioningOperation> OperationPage(long? serviceId, bool includeEnded, OperationState? state, long afterId, int limit);

    /// <summary>A page of the journal, oldest first; with <see cref="RecordFilter.Last"/> the newest that many, newest first.</summary>
    IReadOnlyList<JournalEntry> JournalPage(RecordFilter filter, long afterId, int limit);

    /// <summary>A page of remote calls, ordered likewise.</summary>
    IReadOnlyList<RemoteCall> CallPage(RecordFilter filter, long afterId, int limit);

    // Registered things

    /// <summary>All servers by name.</summary>
    IReadOnlyList<ProvisioningServer> Servers();

    /// <summary>A server or null; case does not count.</summary>
    ProvisioningServer? Server(string name);

    /// <summary>All packages of a service kind as JSON, by name.</summary>
    IReadOnlyList<PackageRow> Packages(string kind);

    /// <summary>A package or null; case does not count.</summary>
    PackageRow? Package(string kind, string name);

    /// <summary>All pools with <see cref="IpPool.Used"/> counted, by name.</summary>
    IReadOnlyList<IpPool> Pools(string? server = null);

    /// <summary>A pool or null; case does not count.</summary>
    IpPool? Pool(string name);

    /// <summary>A page of clients by id.</summary>
    IReadOnlyList<ProvisioningClient> ClientPage(long afterId, int limit);

    /// <summary>A client or null.</summary>
    ProvisioningClient? Client(long id);

    /// <summary>A client by user name or null; case does not count.</summary>
    ProvisioningClient? ClientByUserName(string userName);

    // Addresses and identities

    /// <summary>A page of assignments in the order of their rows.</summary>
    IReadOnlyList<IpAssignment> AssignmentPage(string? pool, long? serviceId, string? address, bool includeReleased, long afterRow, int limit, out long lastRow);

    /// <summary>Held addresses of a server within a range as numbers, ascending.</summary>
    IEnumerable<UInt128> HeldAddresses(string server, IpFamily family, UInt128 first, UInt128 last);

    /// <summary>The service that holds an address of a server; null when nobody does.</summary>
    long? AddressHolder(string server, IpFamily family, UInt128 number);

    /// <summary>Identities of a server that are reserved, as they were written.</summary>
    IReadOnlyCollection<string> ReservedRemoteIds(string server);

    /// <summary>The service that has reserved an identity.</summary>
    long? RemoteIdHolder(string server, string remoteId);

    // Secrets

    /// <summary>A secret or null.</summary>
    /// <exception cref="ProvisioningException">KeyMissing, KeyMismatch.</exception>
    SecretText? Secret(string name);

    // Pace

    /// <summary>The adapted limit of a scarce resource; null when it was never adapted.</summary>
    int? PaceLimit(string resource);

    /// <summary>Slots of a resource taken and seen alive since this time.</summary>
    int SlotsTaken(string resource, DateTimeOffset aliveSince);
}

/// <summary>A package as the store keeps it: only the driver reads its values.</summary>
/// <param name="Kind">Service kind.</param>
/// <param name="Name">Name.</param>
/// <param name="Server">Server it is tied to.</param>
/// <param name="Json">Its values.</param>
/// <param name="CreatedAt">When it was entered.</param>
public sealed record PackageRow(string Kind, string Name, string? Server, string Json, DateTimeOffset CreatedAt);
