namespace Provisioning.Proxmox.Client;

/// <summary>A backup as its storage lists it.</summary>
public sealed record StoredBackup
{
    /// <summary>Its volume.</summary>
    public required string Volume { get; init; }
    /// <summary>The machine it was made of.</summary>
    public int VmId { get; init; }
    /// <summary>When it was made; null when the storage does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
    /// <summary>Size in bytes.</summary>
    public long SizeBytes { get; init; }
    /// <summary>Notes.</summary>
    public string? Notes { get; init; }
    /// <summary>Whether somebody protected it against removal.</summary>
    public bool IsProtected { get; init; }

    internal static StoredBackup From(JsonObject data) => new()
    {
        Volume = data.RequiredText("volid"),
        VmId = data.SmallInteger("vmid"),
        CreatedAt = data.Integer("ctime") is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        SizeBytes = data.Integer("size") ?? 0,
        Notes = data.Text("notes"),
        IsProtected = data.Flag("protected"),
    };
}
