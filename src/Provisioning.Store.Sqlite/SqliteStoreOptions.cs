namespace Provisioning.Store.Sqlite;

/// <summary>How a store is opened.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>Days that journal and calls of a new store are kept when nobody says otherwise.</summary>
    public const int DefaultRetentionDays = 90;

    /// <summary>Time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Creates the store when it is missing.</summary>
    public bool CreateIfMissing { get; init; } = true;
    /// <summary>Takes a copied or restored store as the only living one.</summary>
    public bool AdoptCopy { get; init; }
    /// <summary>Days that journal and calls are kept (1 to 3650); null keeps what the store has, or <see cref="DefaultRetentionDays"/> for a new one.</summary>
    public int? JournalRetentionDays { get; init; }

    /// <summary>How long a writer waits for others before it gives up.</summary>
    internal TimeSpan LockLimit { get; init; } = TimeSpan.FromSeconds(60);
    internal Surroundings Surroundings { get; init; } = Surroundings.Real;
}
