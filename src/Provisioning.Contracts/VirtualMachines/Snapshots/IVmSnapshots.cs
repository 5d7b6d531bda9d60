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

    /// <summary>Finds out why <see cref="CreateAsync"/> would refuse, and asks for nothing.</summary>
    /// <exception cref="ProvisioningException">What <see cref="CreateAsync"/> throws.</exception>
    Task CheckCreateAsync(long id, NewVmSnapshot snapshot, CancellationToken cancellation);

    /// <summary>Finds out why <see cref="RestoreAsync"/> would refuse, and asks for nothing.</summary>
    /// <exception cref="ProvisioningException">What <see cref="RestoreAsync"/> throws.</exception>
    Task CheckRestoreAsync(long id, string name, CancellationToken cancellation);

    /// <summary>Finds out why <see cref="RemoveAsync"/> would refuse, and asks for nothing.</summary>
    /// <exception cref="ProvisioningException">What <see cref="RemoveAsync"/> throws.</exception>
    Task CheckRemoveAsync(long id, string name, CancellationToken cancellation);
}
