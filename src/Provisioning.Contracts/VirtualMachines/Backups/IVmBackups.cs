namespace Provisioning;

/// <summary>Backups of virtual machines. What changes anything is queued as an operation of its service.</summary>
public interface IVmBackups
{
    /// <summary>Looks at the storages of the servers, each once, and answers in the order of the services' numbers.</summary>
    /// <param name="serviceIds">The services; null for every delivered machine.</param>
    /// <param name="cancellation">Ends it.</param>
    IAsyncEnumerable<ServerLook<ProvisionedVmBackup>> FindAsync(IReadOnlyCollection<long>? serviceIds, CancellationToken cancellation);

    /// <summary>Queues a backup. A server out of reach is no refusal; the operation looks then.</summary>
    /// <returns>The service with what it has to do.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, QuotaReached, NoBackupStorage, InvalidValue.</exception>
    Task<ProvisionedService> CreateAsync(long id, NewVmBackup backup, CancellationToken cancellation);

    /// <summary>
    /// Queues a restore: the machine is switched off, its snapshots go, its disks become the backup's; then the package's values, network and
    /// MAC address are applied again and it is started, unless the service is suspended.
    /// </summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, BackupNotFound.</exception>
    Task<ProvisionedService> RestoreAsync(long id, string volume, CancellationToken cancellation);

    /// <summary>Queues the removal of a backup, whoever made it.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids, BackupNotFound.</exception>
    Task<ProvisionedService> RemoveAsync(long id, string volume, CancellationToken cancellation);

    /// <summary>Finds out why <see cref="CreateAsync"/> would refuse, and asks for nothing.</summary>
    /// <exception cref="ProvisioningException">What <see cref="CreateAsync"/> throws.</exception>
    Task CheckCreateAsync(long id, NewVmBackup backup, CancellationToken cancellation);

    /// <summary>Finds out why <see cref="RestoreAsync"/> would refuse, and asks for nothing.</summary>
    /// <exception cref="ProvisioningException">What <see cref="RestoreAsync"/> throws.</exception>
    Task CheckRestoreAsync(long id, string volume, CancellationToken cancellation);

    /// <summary>Finds out why <see cref="RemoveAsync"/> would refuse, and asks for nothing.</summary>
    /// <exception cref="ProvisioningException">What <see cref="RemoveAsync"/> throws.</exception>
    Task CheckRemoveAsync(long id, string volume, CancellationToken cancellation);
}
