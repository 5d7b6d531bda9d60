namespace Provisioning;

/// <summary>What can be done with the store as a whole.</summary>
public interface IStoreAdministration
{
    /// <summary>Where it is, why there, and how it stands.</summary>
    StoreInfo Describe();

    /// <summary>Makes a consistent copy while ticks go on.</summary>
    /// <param name="targetPath">The copy's file; must not exist unless <paramref name="overwrite"/>.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="cancellation">Ends the copying; no half copy stays.</param>
    /// <exception cref="ProvisioningException">BackupTargetExists, StoreNotWritable.</exception>
    StoreBackup Backup(string targetPath, bool overwrite, CancellationToken cancellation);
}
