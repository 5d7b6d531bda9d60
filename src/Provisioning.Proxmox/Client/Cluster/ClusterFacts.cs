namespace Provisioning.Proxmox.Client;

/// <summary>The server's version (<c>GET /version</c>, the cheapest call there is).</summary>
public sealed record PveVersion
{
    /// <summary>Full version, e.g. <c>9.2.11</c>.</summary>
    public required string Version { get; init; }
    /// <summary>Release, e.g. <c>9.2</c>.</summary>
    public string? Release { get; init; }

    /// <summary>The major number; 0 when the version has an unknown form.</summary>
    public int Major => int.TryParse(Version.AsSpan(0, Version.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? dot : Version.Length), out var major) ? major : 0;

    internal static PveVersion From(JsonObject data) => new() { Version = data.RequiredText("version"), Release = data.Text("release") };
}

/// <summary>What the credential may do (<c>GET /access/permissions</c>): path → privilege → whether it holds below the path too.</summary>
public sealed class PermissionTable(IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> paths)
{
    /// <summary>Every listed path with its privileges; the value says whether the privilege is inherited by what lies below.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> Paths => paths;

    /// <summary>
    /// Whether a privilege holds at a path: as listed there, else as inherited from the nearest listed path above it. The server lists
    /// the roots (<c>/</c>, <c>/vms</c>, <c>/storage</c> …) and every path that has an entry of its own.
    /// </summary>
    public bool Allows(string path, string privilege)
    {
        if (paths.TryGetValue(path, out var own)) return own.ContainsKey(privilege);
        for (var at = path; at != "/";)
        {
            at = Parent(at);
            if (paths.TryGetValue(at, out var above)) return above.TryGetValue(privilege, out var inherited) && inherited;
        }
        return false;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
}

/// <summary>Whether the cluster may change anything (<c>GET /cluster/status</c>).</summary>
public sealed record ClusterStatus
{
    /// <summary>The cluster's name; null on a single node.</summary>
    public string? Name { get; init; }
    /// <summary>Whether enough nodes see each other; a single node always has its quorum.</summary>
    public bool IsQuorate { get; init; } = true;
    /// <summary>Nodes that are online.</summary>
    public IReadOnlyList<string> OnlineNodes { get; init; } = [];
    /// <summary>Nodes that are not.</summary>
    public IReadOnlyList<string> OfflineNodes { get; init; } = [];
}

/// <summary>A storage of a node (<c>GET /nodes/{node}/storage</c>).</summary>
public sealed record NodeStorage
{
    /// <summary>Its id.</summary>
    public required string Storage { get; init; }
    /// <summary>Kind of storage: <c>dir</c>, <c>lvmthin</c>, <c>rbd</c> …</summary>
    public string? Type { get; init; }
    /// <summary>What it may hold, separated by commas.</summary>
    public string? Content { get; init; }
    /// <summary>Whether it can be used right now.</summary>
    public bool IsActive { get; init; }
    /// <summary>Whether the admin allows its use.</summary>
    public bool IsEnabled { get; init; }
    /// <summary>Whether all nodes see the same content.</summary>
    public bool IsShared { get; init; }
    /// <summary>Size in bytes.</summary>
    public long TotalBytes { get; init; }
    /// <summary>Free bytes.</summary>
    public long AvailableBytes { get; init; }

    internal static NodeStorage From(JsonObject data) => new()
    {
        Storage = data.RequiredText("storage"),
        Type = data.Text("type"),
        Content = data.Text("content"),
        IsActive = data.Flag("active"),
        IsEnabled = data.Flag("enabled"),
        IsShared = data.Flag("shared"),
        TotalBytes = data.Integer("total") ?? 0,
        AvailableBytes = data.Integer("avail") ?? 0,
    };
}
