namespace Provisioning;

/// <summary>A template that machines can be cloned from.</summary>
public sealed record OsTemplate
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }
    /// <summary>Its VMID.</summary>
    public required int VmId { get; init; }
    /// <summary>Its name.</summary>
    public string? Name { get; init; }
    /// <summary>The node it is on.</summary>
    public required string Node { get; init; }
    /// <summary>Storages of its disks.</summary>
    public IReadOnlyList<string> Storages { get; init; } = [];
    /// <summary>Size of the disk it boots from, in GiB: no package's system disk can be smaller. Null when it is not known.</summary>
    public decimal? DiskGiB { get; init; }
    /// <summary>Whether it has a cloud-init drive.</summary>
    public bool HasCloudInit { get; init; }
    /// <summary>Kind of system as the server has it: <c>l26</c>, <c>win11</c> ….</summary>
    public string? OsType { get; init; }
    /// <summary>Whether packages can use it.</summary>
    public bool Usable { get; init; }
    /// <summary>Why they can't.</summary>
    public string? Problem { get; init; }
    /// <summary>Packages that are made from it.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];
}
