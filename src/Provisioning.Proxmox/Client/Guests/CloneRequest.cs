namespace Provisioning.Proxmox.Client;

/// <summary>What a clone should become.</summary>
/// <param name="NewId">The VMID it gets; 100 or more.</param>
public sealed record CloneRequest(int NewId)
{
    /// <summary>Name; without one the server writes <c>Copy-of-VM-x</c>.</summary>
    public string? Name { get; init; }
    /// <summary>Notes, in place from the first moment on.</summary>
    public string? Description { get; init; }
    /// <summary>A copy of all data (true) or a linked clone (false); null leaves it to the server: linked for a template, full otherwise.</summary>
    public bool? Full { get; init; }
    /// <summary>Storage of a full clone's disks; refused for a linked one.</summary>
    public string? Storage { get; init; }
    /// <summary>Disk format of a full clone (<c>raw</c>, <c>qcow2</c>, <c>vmdk</c>); refused for a linked one.</summary>
    public string? Format { get; init; }
    /// <summary>The node it is made on; only when all disks are on shared storage.</summary>
    public string? TargetNode { get; init; }
    /// <summary>Resource pool to put it in.</summary>
    public string? Pool { get; init; }
    /// <summary>The source's snapshot to copy.</summary>
    public string? Snapshot { get; init; }
    /// <summary>Limit of the copy in KiB per second; null for the storage's own.</summary>
    public int? BandwidthLimitKiBps { get; init; }
}
