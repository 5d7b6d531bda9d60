namespace Provisioning.Engine;

/// <summary>A service as the engine keeps it.</summary>
public sealed record ServiceRow
{
    /// <summary>Number; 0 before it is stored.</summary>
    public long Id { get; init; }
    /// <summary>Kind, which names the driver.</summary>
    public required string Kind { get; init; }
    /// <summary>Towards the client.</summary>
    public ServiceStatus Status { get; init; }
    /// <summary>The last completed step's status.</summary>
    public required string LocalStatus { get; init; }
    /// <summary>The client.</summary>
    public required long ClientId { get; init; }
    /// <summary>The package.</summary>
    public required string Package { get; init; }
    /// <summary>The server.</summary>
    public required string Server { get; init; }
    /// <summary>Node on the server.</summary>
    public string? Node { get; init; }
    /// <summary>Identity on the server, reserved in the store.</summary>
    public string? RemoteId { get; init; }
    /// <summary>Host name.</summary>
    public required string HostName { get; init; }
    /// <summary>Domain.</summary>
    public string? Domain { get; init; }
    /// <summary>State seen last on the server.</summary>
    public string? RemoteStatus { get; init; }
    /// <summary>Lock seen last on the server.</summary>
    public string? RemoteLock { get; init; }
    /// <summary>Taken while the server was out of reach; the first step that can checks it.</summary>
    public bool Unchecked { get; init; }
    /// <summary>The orderer's reference.</summary>
    public string? OrderReference { get; init; }
    /// <summary>What only the driver understands, as JSON.</summary>
    public string Data { get; init; } = "{}";
    /// <summary>Notes for admins.</summary>
    public string? AdminNotes { get; init; }
    /// <summary>When it has to be paid for; null is never.</summary>
    public DateTimeOffset? DueDate { get; init; }
    /// <summary>What its package's rules have asked for since that date was set.</summary>
    public RenewalStep RenewalAsked { get; init; }
    /// <summary>Why it was held back last; of meaning while it is suspended.</summary>
    public SuspensionReason? SuspendedFor { get; init; }
    /// <summary>When it was ordered.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it was ready first.</summary>
    public DateTimeOffset? ReadyAt { get; init; }
    /// <summary>The operation under way (or stopped); null when there is none.</summary>
    public long? OperationId { get; init; }
    /// <summary>When a tick shall look at it; null is never.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>Whether it waits for a task of its server and is looked at together with others.</summary>
    public bool Watching { get; init; }
}
