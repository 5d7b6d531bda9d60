namespace Provisioning.Proxmox.Client;

/// <summary>
/// What the cluster holds (<c>GET /cluster/resources</c>), up to 10 s old. Objects the credential may not see are simply left out:
/// an empty list is no proof of an empty cluster.
/// </summary>
public sealed record ClusterResources
{
    /// <summary>Nodes, offline ones too.</summary>
    public required IReadOnlyList<ClusterNode> Nodes { get; init; }
    /// <summary>Virtual machines and containers.</summary>
    public required IReadOnlyList<ClusterGuest> Guests { get; init; }
    /// <summary>Storages, one entry for each node that has them.</summary>
    public required IReadOnlyList<ClusterStorage> Storages { get; init; }
}

/// <summary>A node of the cluster.</summary>
public sealed record ClusterNode
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary><c>online</c>, <c>offline</c>, or <c>unknown</c> when no statistics came in lately.</summary>
    public required string Status { get; init; }
    /// <summary>Number of CPU threads; 0 when unknown.</summary>
    public int MaxCpu { get; init; }
    /// <summary>Load of the CPUs, 0 to 1.</summary>
    public double Cpu { get; init; }
    /// <summary>Memory in bytes; 0 when unknown.</summary>
    public long MaxMemoryBytes { get; init; }
    /// <summary>Memory in use, in bytes.</summary>
    public long MemoryBytes { get; init; }
    /// <summary>Certificate's SHA-256 thumbprint; only in the list of nodes.</summary>
    public string? CertificateThumbprint { get; init; }
    /// <summary>Whether it is known to be up.</summary>
    public bool IsOnline => Status == "online";

    internal static ClusterNode From(JsonObject data) => new()
    {
        Name = data.RequiredText("node"),
        Status = data.Text("status") ?? "unknown",
        MaxCpu = data.SmallInteger("maxcpu"),
        Cpu = data.Number("cpu") ?? 0,
        MaxMemoryBytes = data.Integer("maxmem") ?? 0,
        MemoryBytes = data.Integer("mem") ?? 0,
        CertificateThumbprint = data.Text("ssl_fingerprint"),
    };
}

/// <summary>A machine or container of the cluster.</summary>
public sealed record ClusterGuest
{
    /// <summary>Where it is.</summary>
    public required VmRef Vm { get; init; }
    /// <summary>Whether it is a container: it takes a VMID like a machine, and is nothing else to us.</summary>
    public bool IsContainer { get; init; }
    /// <summary>Its name.</summary>
    public string? Name { get; init; }
    /// <summary><c>running</c>, <c>stopped</c>, or <c>unknown</c> when no statistics came in lately.</summary>
    public string Status { get; init; } = "unknown";
    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }
    /// <summary>What holds it; null when nothing does.</summary>
    public string? Lock { get; init; }
    /// <summary>Resource pool.</summary>
    public string? Pool { get; init; }
    /// <summary>Tags, separated by <c>;</c>.</summary>
    public string? Tags { get; init; }
    /// <summary>Memory it may use, in bytes.</summary>
    public long MaxMemoryBytes { get; init; }
    /// <summary>Memory in use, in bytes.</summary>
    public long MemoryBytes { get; init; }
    /// <summary>Number of virtual CPUs.</summary>
    public int MaxCpu { get; init; }

    internal static ClusterGuest From(JsonObject data) => new()
    {
        Vm = new VmRef(data.RequiredText("node"), data.RequiredVmId("vmid")),
        IsContainer = data.Text("type") == "lxc",
        Name = data.Text("name"),
        Status = data.Text("status") ?? "unknown",
        IsTemplate = data.Flag("template"),
        Lock = data.Text("lock"),
        Pool = data.Text("pool"),
        Tags = data.Text("tags"),
        MaxMemoryBytes = data.Integer("maxmem") ?? 0,
        MemoryBytes = data.Integer("mem") ?? 0,
        MaxCpu = data.SmallInteger("maxcpu"),
    };
}

/// <summary>A storage as one node sees it.</summary>
public sealed record ClusterStorage
{
    /// <summary>Its id.</summary>
    public required string Storage { get; init; }
    /// <summary>The node.</summary>
    public required string Node { get; init; }
    /// <summary><c>available</c>, or <c>unknown</c> when no statistics came in lately.</summary>
    public string Status { get; init; } = "unknown";
    /// <summary>Whether all nodes see the same content, so that a clone may be made on another node.</summary>
    public bool IsShared { get; init; }
    /// <summary>What it may hold, separated by commas: <c>images</c>, <c>iso</c>, <c>backup</c> …</summary>
    public string? Content { get; init; }
    /// <summary>Kind of storage: <c>dir</c>, <c>lvmthin</c>, <c>rbd</c> …</summary>
    public string? Type { get; init; }
    /// <summary>Size in bytes; 0 when unknown.</summary>
    public long TotalBytes { get; init; }
    /// <summary>Used bytes.</summary>
    public long UsedBytes { get; init; }

    internal static ClusterStorage From(JsonObject data) => new()
    {
        Storage = data.RequiredText("storage"),
        Node = data.RequiredText("node"),
        Status = data.Text("status") ?? "unknown",
        IsShared = data.Flag("shared"),
        Content = data.Text("content"),
        Type = data.Text("plugintype"),
        TotalBytes = data.Integer("maxdisk") ?? 0,
        UsedBytes = data.Integer("disk") ?? 0,
    };
}
