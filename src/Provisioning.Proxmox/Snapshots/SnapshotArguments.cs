namespace Provisioning.Proxmox;

/// <summary>What an operation on snapshots was asked for with.</summary>
internal sealed record SnapshotArguments : ScheduledArguments
{
    /// <summary>The snapshot; null makes up a name for a new one.</summary>
    public string? Name { get; init; }
    /// <summary>Words for people.</summary>
    public string? Note { get; init; }
    /// <summary>Holds the memory too.</summary>
    public bool WithMemory { get; init; }
    /// <summary>Removes the oldest of ours when the quota is reached.</summary>
    public bool Rotate { get; init; }
}

/// <summary>What the engine adds when a schedule asks.</summary>
internal abstract record ScheduledArguments
{
    /// <summary>The day it is for (<c>yyyy-MM-dd</c>) in the schedule's time zone; null when somebody asked.</summary>
    public string? ScheduledFor { get; init; }
    /// <summary>That time zone.</summary>
    public string? TimeZone { get; init; }
    /// <summary>Whether a schedule asks.</summary>
    [Newtonsoft.Json.JsonIgnore]
    public bool IsScheduled => ScheduledFor is not null;
}
