namespace Provisioning;

/// <summary>What happens to a running machine while it is backed up.</summary>
public enum VmBackupMode
{
    /// <summary>It runs on.</summary>
    Snapshot,
    /// <summary>It is paused for a while.</summary>
    Suspend,
    /// <summary>It is shut down, and started again when its disks are held.</summary>
    Stop,
}

/// <summary>A backup that is asked for.</summary>
public sealed record NewVmBackup
{
    /// <summary>One line for people.</summary>
    public string? Note { get; init; }
    /// <summary>The storage; null takes the package's, else the only one that takes backups.</summary>
    public string? Storage { get; init; }
    /// <summary>What happens to the machine meanwhile; null takes the package's.</summary>
    public VmBackupMode? Mode { get; init; }
    /// <summary>Removes the oldest of ours when the quota is reached, instead of refusing.</summary>
    public bool Rotate { get; init; }
}
