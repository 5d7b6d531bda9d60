namespace Provisioning;

/// <summary>Which rule led to the store's place.</summary>
public enum StoreLocation
{
    /// <summary>Named by the caller.</summary>
    Parameter,
    /// <summary>Named by the environment variable PROVISIONING_STATE.</summary>
    Environment,
    /// <summary>The machine-wide default.</summary>
    Machine,
    /// <summary>The user's default, because the machine-wide one is not allowed.</summary>
    User,
}

/// <summary>A store as an admin sees it.</summary>
public sealed record StoreInfo
{
    /// <summary>The database file.</summary>
    public required string Path { get; init; }
    /// <summary>Which rule led there.</summary>
    public required StoreLocation Location { get; init; }
    /// <summary>The same in words.</summary>
    public required string Reason { get; init; }
    /// <summary>Whether it exists.</summary>
    public required bool Exists { get; init; }
    /// <summary>The store's identity, part of every machine's mark.</summary>
    public Guid? StoreId { get; init; }
    /// <summary>Version of the schema.</summary>
    public int? SchemaVersion { get; init; }
    /// <summary>Size of the database in bytes.</summary>
    public long? SizeBytes { get; init; }
    /// <summary>Where the key of the secrets comes from, in words.</summary>
    public string? KeySource { get; init; }
    /// <summary>Services in the store, terminated ones left out.</summary>
    public long? Services { get; init; }
    /// <summary>Operations that have not ended.</summary>
    public long? OpenOperations { get; init; }
    /// <summary>Days that journal and calls are kept.</summary>
    public int? JournalRetentionDays { get; init; }
    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>How to create a store.</summary>
public sealed record InitializeStore
{
    /// <summary>File or folder; null for the default rules.</summary>
    public string? StatePath { get; init; }
    /// <summary>Days that journal and calls are kept; 1 to 3650.</summary>
    public int? JournalRetentionDays { get; init; }
    /// <summary>Accepts a copied store as the only living one: it gets a new life beside which the original must not run.</summary>
    public bool AdoptCopy { get; init; }
}

/// <summary>A copy that was made.</summary>
/// <param name="Path">The copy.</param>
/// <param name="SizeBytes">Its size in bytes.</param>
/// <param name="StoreId">Whose copy it is.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record StoreBackup(string Path, long SizeBytes, Guid StoreId, DateTimeOffset CreatedAt);
