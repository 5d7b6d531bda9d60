namespace Provisioning.Proxmox;

/// <summary>What an operation on backups was asked for with.</summary>
internal sealed record BackupArguments : ScheduledArguments
{
    /// <summary>The backup that is to be restored or removed.</summary>
    public string? Volume { get; init; }
    /// <summary>Words for people, for a new one.</summary>
    public string? Note { get; init; }
    /// <summary>Where a new one goes; null takes the package's storage.</summary>
    public string? Storage { get; init; }
    /// <summary>What happens to the machine meanwhile; null takes the package's mode.</summary>
    public VmBackupMode? Mode { get; init; }
    /// <summary>Removes the oldest of ours when the quota is reached.</summary>
    public bool Rotate { get; init; }
}
