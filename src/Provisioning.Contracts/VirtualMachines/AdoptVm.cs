namespace Provisioning;

/// <summary>A machine that exists and is to be taken under management.</summary>
public sealed record AdoptVm
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }
    /// <summary>Its VMID.</summary>
    public required int VmId { get; init; }
    /// <summary>The package it is to have.</summary>
    public required string Package { get; init; }
    /// <summary>The client's user name; or give <see cref="ClientId"/>.</summary>
    public string? Client { get; init; }
    /// <summary>The client's number.</summary>
    public long? ClientId { get; init; }
    /// <summary>Host name; null takes the machine's name.</summary>
    public string? HostName { get; init; }
    /// <summary>Domain; null takes what the machine's name says, else the package's.</summary>
    public string? Domain { get; init; }
    /// <summary>Its addresses, with or without prefix length, the main ones first; empty takes those that cloud-init, IP set or guest agent show.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
    /// <summary>The guest's user; null takes cloud-init's, else root.</summary>
    public string? OsUser { get; init; }
    /// <summary>That user's password; null keeps none.</summary>
    public SecretText? Password { get; init; }
    /// <summary>Options by name; an option overrides the package.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
    /// <summary>The orderer's own reference; a second one is refused.</summary>
    public string? OrderReference { get; init; }
}

/// <summary>What will be recorded of a machine that is taken over.</summary>
public sealed record AdoptionPlan
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }
    /// <summary>Its VMID.</summary>
    public required int VmId { get; init; }
    /// <summary>The node it is on.</summary>
    public required string Node { get; init; }
    /// <summary>The package.</summary>
    public required string Package { get; init; }
    /// <summary>The client's number.</summary>
    public required long ClientId { get; init; }
    /// <summary>Host name.</summary>
    public required string HostName { get; init; }
    /// <summary>Domain.</summary>
    public required string Domain { get; init; }
    /// <summary>The guest's user.</summary>
    public required string OsUser { get; init; }
    /// <summary>MAC address of the first card.</summary>
    public string? Mac { get; init; }
    /// <summary>Its addresses, the main ones first; one that is in no pool has an empty pool.</summary>
    public IReadOnlyList<IpAssignment> Addresses { get; init; } = [];
    /// <summary>What an admin should know.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
