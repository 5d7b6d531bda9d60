namespace Provisioning;

/// <summary>A backup of a machine, as it lies on a storage now. Backups from before the service was ordered are another machine's and not shown.</summary>
public sealed record ProvisionedVmBackup
{
    /// <summary>The service whose machine it is of.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Host name of the service.</summary>
    public required string HostName { get; init; }
    /// <summary>The machine.</summary>
    public required int VmId { get; init; }
    /// <summary>Its volume, which names it: <c>STORAGE:backup/vzdump-qemu-….vma.zst</c>.</summary>
    public required string Volume { get; init; }
    /// <summary>The storage.</summary>
    public required string Storage { get; init; }
    /// <summary>The node whose own storage it is; null for one that all nodes share.</summary>
    public string? Node { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Size in bytes.</summary>
    public long SizeBytes { get; init; }
    /// <summary>Words for people.</summary>
    public string? Note { get; init; }
    /// <summary>Whether we made it. Others are shown, count towards no quota, and go only when they are named.</summary>
    public bool IsOurs { get; init; }
    /// <summary>Whether the schedule made it.</summary>
    public bool IsScheduled { get; init; }
    /// <summary>Whether somebody protected it against removal.</summary>
    public bool IsProtected { get; init; }
}
