namespace Provisioning.Proxmox.Client;

/// <summary>A snapshot of a machine.</summary>
public sealed record VmSnapshot
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>The snapshot it was taken after; null for the first one.</summary>
    public string? Parent { get; init; }
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }
    /// <summary>When it was taken.</summary>
    public DateTimeOffset? TakenAt { get; init; }
    /// <summary>Whether it holds the memory too.</summary>
    public bool WithMemory { get; init; }

    internal static VmSnapshot From(JsonObject data) => new()
    {
        Name = data.RequiredText("name"),
        Parent = data.Text("parent"),
        Description = data.Text("description"),
        TakenAt = data.Integer("snaptime") is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        WithMemory = data.Flag("vmstate"),
    };
}
