namespace Provisioning.Engine;

/// <summary>Writes inside one transaction.</summary>
public partial interface IStateWriter : IStateReader, IDnsWriter
{
    /// <summary>Runs work that is undone alone when it throws; the transaction goes on.</summary>
    void Attempt(Action work);

    // Services, leases

    /// <summary>Stores a new service and returns its number.</summary>
    /// <exception cref="ProvisioningException">OrderExists when the reference is taken.</exception>
    long AddService(ServiceRow service);

    /// <summary>
    /// Takes leases on due services: not under a living lease, due, ordered by due time.
    /// A taken service's fence and (once a tick) its counter of ticks rise.
    /// </summary>
    IReadOnlyList<Claim> Claim(ClaimRequest request);

    /// <summary>Takes a lease on one service at once, due or not; null while somebody else's lease lives.</summary>
    Claim? ClaimOne(long serviceId, ClaimRequest request);

    /// <summary>Throws unless the lease is the service's newest and has not run out.</summary>
    /// <exception cref="ProvisioningException">LeaseLost.</exception>
    void Demand(Lease lease, DateTimeOffset now);

    /// <summary>Prolongs leases; those that are lost are left out of the answer.</summary>
    IReadOnlyList<Lease> Renew(IReadOnlyCollection<Lease> leases, DateTimeOffset now, DateTimeOffset until);

    /// <summary>Gives a lease back; the service keeps whatever due time was saved.</summary>
    void Release(Lease lease);

    /// <summary>Saves a service (all but counters, lease, number and what has a writer of its own: renewal and notes, which admins change while a worker holds the service).</summary>
    void SaveService(ServiceRow service);

    /// <summary>Sets when a service is due, and nothing else.</summary>
    void SetDue(long serviceId, DateTimeOffset? dueAt);

    /// <summary>Adds to a service's counter of remote calls.</summary>
    void CountCalls(long serviceId, int calls);

    // Operations and records

    /// <summary>Stores a new operation and returns its number.</summary>
    long AddOperation(OperationRow operation);

    /// <summary>Saves an operation.</summary>
    void SaveOperation(OperationRow operation);

    /// <summary>Adds journal lines.</summary>
    void AddJournal(IEnumerable<JournalEntry> entries);

    /// <summary>Adds remote calls.</summary>
    void AddCalls(IEnumerable<RemoteCall> calls);

    /// <summary>Deletes journal lines and calls older than the store's retention, a bounded number at a time; says how many.</summary>
    int Prune(DateTimeOffset now, int limit);

    // Registered things

    /// <summary>Enters a server. Conflict if the name is taken.</summary>
    /// <exception cref="ProvisioningException">ServerExists.</exception>
    void AddServer(ProvisioningServer server);

    /// <summary>Saves a server.</summary>
    void SaveServer(ProvisioningServer server);

    /// <summary>Deletes a server and its adapted limits: those of resources named <c>SERVER/…</c> or <c>word:SERVER/…</c>.</summary>
    void DeleteServer(string name);

    /// <summary>Enters a package.</summary>
    /// <exception cref="ProvisioningException">PackageExists.</exception>
    void AddPackage(PackageRow package);

    /// <summary>Saves a package.</summary>
    void SavePackage(PackageRow package);

    /// <summary>Deletes a package.</summary>
    void DeletePackage(string kind, string name);

    /// <summary>Enters a pool.</summary>
    /// <exception cref="ProvisioningException">PoolExists.</exception>
    void AddPool(IpPool pool);

    /// <summary>Saves a pool.</summary>
    void SavePool(IpPool pool);

    /// <summary>Deletes a pool.</summary>
    void DeletePool(string name);

    /// <summary>Enters a client and returns its number.</summary>
    /// <exception cref="ProvisioningException">ClientExists.</exception>
    long AddClient(ProvisioningClient client);

    /// <summary>Saves a client.</summary>
    /// <exception cref="ProvisioningException">ClientExists when the new user name is taken.</exception>
    void SaveClient(ProvisioningClient client);

    /// <summary>Deletes a client.</summary>
    void DeleteClient(long id);

    // Addresses and identities

    /// <summary>Gives an address to a service. The address is unique among the held ones of the server.</summary>
    /// <exception cref="ProvisioningException">Conflict when it is held already (a bug of the caller, who works under the write lock).</exception>
    void AssignAddress(IpAssignment assignment, UInt128 number);

    /// <summary>Marks an address of a service as the main one of its family, or not.</summary>
    void SetMainAddress(long serviceId, string address, bool isMain);

    /// <summary>Gives addresses of a service back: these, or all.</summary>
    void ReleaseAddresses(long serviceId, IReadOnlyCollection<string>? addresses, DateTimeOffset now);

    /// <summary>Reserves an identity of a server for a service; false when it is reserved already.</summary>
    bool ReserveRemoteId(string server, string remoteId, long serviceId);

    /// <summary>Gives a service's identity back.</summary>
    void ReleaseRemoteId(long serviceId);

    // Secrets

    /// <summary>Stores or replaces a secret, encrypted.</summary>
    void SetSecret(string name, SecretText secret);

    /// <summary>Deletes secrets whose name begins so.</summary>
    void DeleteSecrets(string prefix);

    // Pace

    /// <summary>Adapts the limit of a scarce resource.</summary>
    void SetPaceLimit(string resource, int limit, DateTimeOffset now);

    /// <summary>Takes a slot for an operation, or marks the one it holds as alive.</summary>
    void TakeSlot(string resource, long operationId, DateTimeOffset now);

    /// <summary>Marks an operation's slots as alive.</summary>
    void TouchSlots(IReadOnlyCollection<long> operationIds, DateTimeOffset now);

    /// <summary>Frees an operation's slots and names their resources.</summary>
    IReadOnlyList<string> FreeSlots(long operationId);

    /// <summary>Makes services due now whose operations wait for a slot of the resource and that are not due yet: the oldest operations first, this many.</summary>
    void WakeSlotWaiters(string resource, int count, DateTimeOffset now);
}
