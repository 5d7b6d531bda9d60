namespace Provisioning.Engine;

/// <summary>An order that a driver has understood and checked: what the engine needs to store it whole.</summary>
public sealed record OrderDraft
{
    /// <summary>Kind of service.</summary>
    public required string Kind { get; init; }
    /// <summary>Server.</summary>
    public required string Server { get; init; }
    /// <summary>Package.</summary>
    public required string Package { get; init; }
    /// <summary>Client.</summary>
    public required long ClientId { get; init; }
    /// <summary>First local status.</summary>
    public required string LocalStatus { get; init; }
    /// <summary>Operation to queue.</summary>
    public required string Operation { get; init; }
    /// <summary>Makes up the host name once the service's number is known; called again (up to 20 times) while the name is taken.</summary>
    public required Func<NameSeed, string> HostName { get; init; }
    /// <summary>Whether the host name was given outright, so that another one can't be made up.</summary>
    public bool HostNameGiven { get; init; }
    /// <summary>Domain.</summary>
    public string? Domain { get; init; }
    /// <summary>Addresses wanted.</summary>
    public IReadOnlyList<AddressNeed> Addresses { get; init; } = [];
    /// <summary>Addresses that the service has already, whoever gave them to it; its number is filled in.</summary>
    public IReadOnlyList<IpAssignment> KnownAddresses { get; init; } = [];
    /// <summary>Identity wanted on the server; null when the server makes it up.</summary>
    public RemoteIdNeed? RemoteId { get; init; }
    /// <summary>Node, where it is decided already.</summary>
    public string? Node { get; init; }
    /// <summary>The driver's data.</summary>
    public string Data { get; init; } = "{}";
    /// <summary>Taken without having seen the server.</summary>
    public bool Unchecked { get; init; }
    /// <summary>The orderer's reference.</summary>
    public string? OrderReference { get; init; }
    /// <summary>When it has to be paid for next.</summary>
    public DateTimeOffset? DueDate { get; init; }
    /// <summary>What was asked for, in words for the journal; null tells that the package was ordered.</summary>
    public string? What { get; init; }
    /// <summary>Secrets to store, by the part of their name behind <c>service/ID/</c>.</summary>
    public IReadOnlyDictionary<string, SecretText> Secrets { get; init; } = new Dictionary<string, SecretText>();
}

/// <summary>What a host name can be made of.</summary>
/// <param name="ServiceId">The service's number.</param>
/// <param name="ClientId">The client's number.</param>
/// <param name="Now">Now.</param>
public sealed record NameSeed(long ServiceId, long ClientId, DateTimeOffset Now);

/// <summary>Addresses that a service needs.</summary>
/// <param name="Family">Version.</param>
/// <param name="Count">How many.</param>
/// <param name="Bridge">Only pools of this bridge; null is any.</param>
/// <param name="Vlan">Only pools of this VLAN; null is any.</param>
public sealed record AddressNeed(IpFamily Family, int Count, string? Bridge = null, int? Vlan = null);

/// <summary>A number that identifies the service on its server.</summary>
/// <param name="First">The lowest that may be used.</param>
/// <param name="Last">The highest that may be used.</param>
/// <param name="TakenOnServer">Numbers that the server showed as taken.</param>
public sealed record RemoteIdNeed(int First, int Last, IReadOnlySet<int> TakenOnServer);
