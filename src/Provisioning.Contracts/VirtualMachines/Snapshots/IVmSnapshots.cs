namespace Provisioning;

/// <summary>Snapshots of virtual machines. What changes anything is queued as an operation of its service.</summary>
public interface IVmSnapshots
{
    /// <summary>Looks at machines on their servers, several at a time, and answers in the order of the services' numbers.</summary>
    /// <param name="serviceIds">The services; null for every delivered machine.</param>
    /// <param name="cancellation">Ends it.</param>
    IAsyncEnumerable<ServerLook<ProvisionedVmSnapshot>> FindAsync(IReadOnlyCollection<long>? serviceIds, CancellationToken cancellation);

    /// <summary>Queues a snapshot. A server out of reach is no refusal; the operation looks then.</summary>
    /// <returns>The service with what it has to do.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, QuotaReached, SnapshotExists, InvalidValue, ForeignMachine, MachineMissing.</exception>
    Task<ProvisionedService> CreateAsync(long id, NewVmSnapshot snapshot, CancellationToken cancellation);

    /// <summary>Queues the way back to a snapshot: what has come since is lost, and the package's values are applied again.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, SnapshotNotFound, ForeignMachine, MachineMissing.</exception>
    Task<ProvisionedService> RestoreAsync(long id, string name, CancellationToken cancellation);

    /// <summary>Queues the removal of a snapshot, whoever took it.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, SnapshotNotFound, ForeignMachine, MachineMissing.</exception>
    Task<ProvisionedService> RemoveAsync(long id, string name, CancellationToken cancellation);
}
