namespace Provisioning;

/// <summary>An address and the service that holds it.</summary>
public sealed record IpAssignment
{
    /// <summary>The address in its shortest form.</summary>
    public required string Address { get; init; }
    /// <summary>Version of the address.</summary>
    public required IpFamily Family { get; init; }
    /// <summary>The pool it comes from; empty for one that a machine brought along and that is in none.</summary>
    public required string Pool { get; init; }
    /// <summary>The pool's server.</summary>
    public required string Server { get; init; }
    /// <summary>Who holds it.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Whether it is the service's main address of its version (the one the guest is configured with).</summary>
    public bool IsMain { get; init; }
    /// <summary>Prefix length of the pool.</summary>
    public int PrefixLength { get; init; }
    /// <summary>Gateway of the pool.</summary>
    public string? Gateway { get; init; }
    /// <summary>Bridge of the pool.</summary>
    public string? Bridge { get; init; }
    /// <summary>VLAN of the pool; 0 is untagged.</summary>
    public int Vlan { get; init; }
    /// <summary>Name servers of the pool.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];
    /// <summary>Since when.</summary>
    public DateTimeOffset AssignedAt { get; init; }
    /// <summary>When it was given back; null while it is held.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }
}
