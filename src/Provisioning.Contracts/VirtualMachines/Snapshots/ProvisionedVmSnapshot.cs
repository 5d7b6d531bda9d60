namespace Provisioning;

/// <summary>A snapshot of a machine, as it is on the server now. The server does not tell sizes.</summary>
public sealed record ProvisionedVmSnapshot
{
    /// <summary>The service whose machine it is of.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Host name of the service.</summary>
    public required string HostName { get; init; }
    /// <summary>The machine.</summary>
    public required int VmId { get; init; }
    /// <summary>Its name, unique on the machine.</summary>
    public required string Name { get; init; }
    /// <summary>Words for people.</summary>
    public string? Note { get; init; }
    /// <summary>When it was taken.</summary>
    public DateTimeOffset? TakenAt { get; init; }
    /// <summary>The snapshot it was taken after; null for the first one.</summary>
    public string? Parent { get; init; }
    /// <summary>Whether the machine's present state was built on it.</summary>
    public bool IsCurrent { get; init; }
    /// <summary>Whether it holds the memory too.</summary>
    public bool WithMemory { get; init; }
    /// <summary>Whether we took it. Others are shown, count towards no quota, and go only when they are named.</summary>
    public bool IsOurs { get; init; }
    /// <summary>Whether the schedule took it.</summary>
    public bool IsScheduled { get; init; }
    /// <summary>When the package's lifetime ends it; null when it stays.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
