namespace Provisioning.Store.Sqlite;

/// <summary>What tells one living store from its copies.</summary>
/// <param name="Machine">The machine, as a digest; empty where it has no identity.</param>
/// <param name="Path">The file's path, free of links.</param>
/// <param name="File">The file's identity in its file system.</param>
internal sealed record Whereabouts(string Machine, string Path, string File);

/// <summary>The row in which a store remembers who it is and where it lives.</summary>
internal static class StoreLife
{
    /// <summary>Writes the row of a new store.</summary>
    public static void Begin(Session session, Guid storeId, Whereabouts whereabouts, byte[] keyCheck, SqliteStoreOptions options) => session.Run(
        """
        INSERT INTO store (one, store_id, life, machine, path, file, key_check, retention_days, created_at)
        VALUES (1, ?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)
        """,
        storeId.ToString("D"), whereabouts.Machine, whereabouts.Path, whereabouts.File, keyCheck,
        options.JournalRetentionDays ?? SqliteStoreOptions.DefaultRetentionDays, options.Clock.GetUtcNow());
}
