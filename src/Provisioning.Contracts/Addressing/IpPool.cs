namespace Provisioning;

/// <summary>Version of the Internet Protocol.</summary>
public enum IpFamily
{
    /// <summary>Version 4.</summary>
    IPv4,
    /// <summary>Version 6.</summary>
    IPv6,
}

/// <summary>A range of addresses of one server that orders are served from.</summary>
public sealed record IpPool
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>The server (a whole cluster) whose services use it.</summary>
    public required string Server { get; init; }
    /// <summary>Version of the addresses.</summary>
    public required IpFamily Family { get; init; }
    /// <summary>First address of the range.</summary>
    public required string Start { get; init; }
    /// <summary>Last address of the range.</summary>
    public required string Stop { get; init; }
    /// <summary>Prefix length (1–32 or 1–128).</summary>
    public required int PrefixLength { get; init; }
    /// <summary>Gateway: same version, never handed out.</summary>
    public required string Gateway { get; init; }
    /// <summary>Bridge that carries the addresses.</summary>
    public required string Bridge { get; init; }
    /// <summary>VLAN tag; 0 is untagged.</summary>
    public int Vlan { get; init; }
    /// <summary>Name servers; one, two or none.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];
    /// <summary>Addresses that are never handed out although they lie in the range.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];
    /// <summary>How many addresses can be handed out in all; <see cref="long.MaxValue"/> stands for more than fit.</summary>
    public long Size { get; init; }
    /// <summary>How many are assigned.</summary>
    public long Used { get; init; }
    /// <summary>How many were given back and wait until no DNS record of ours points to them any more.</summary>
    public long HeldBack { get; init; }
    /// <summary>How many are free; a range that was shortened below what is held has none.</summary>
    public long Free => Size == long.MaxValue ? long.MaxValue : Math.Max(0, Size - Used - HeldBack);
    /// <summary>The reverse zone that the range suggests, or the advice to delegate without classes.</summary>
    public string? ReverseZone { get; init; }
}
