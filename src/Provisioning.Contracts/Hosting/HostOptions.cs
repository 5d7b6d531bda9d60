namespace Provisioning;

/// <summary>Which store to open.</summary>
public sealed record HostOptions
{
    /// <summary>The state store's file or folder; null lets the environment and then the machine's default decide.</summary>
    public string? StatePath { get; init; }

    /// <summary>Makes the store create itself when it is missing (the default location only needs one cmdlet less on first use).</summary>
    public bool CreateIfMissing { get; init; } = true;
}
