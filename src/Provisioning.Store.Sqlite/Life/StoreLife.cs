namespace Provisioning.Store.Sqlite;

/// <summary>Where a store lives.</summary>
/// <param name="Machine">The machine, as a digest; empty where it has no identity.</param>
/// <param name="Path">The file's path, free of links.</param>
/// <param name="File">The file's identity in its file system.</param>
internal sealed record Whereabouts(string Machine, string Path, string File)
{
    /// <summary>What a backup carries instead of a file's identity: it is nobody's life until it is adopted.</summary>
    public const string Backup = "backup";

    public static Whereabouts Of(string path, Surroundings surroundings) => new(surroundings.Machine(), path, FileIdentity.Of(path));
}

/// <summary>The row in which a store remembers who it is and where it lives.</summary>
/// <param name="StoreId">Its identity, which copies share.</param>
/// <param name="Home">Where it lives.</param>
/// <param name="KeyCheck">Tells the right key from a wrong one.</param>
/// <param name="RetentionDays">How long journal and calls are kept.</param>
internal sealed record StoreLife(Guid StoreId, Whereabouts Home, byte[] KeyCheck, int RetentionDays)
{
    /// <summary>
    /// How far the numbers of services, operations and clients jump at an adoption. A restored backup does not know what was
    /// numbered after it was made; were those numbers given out again, the mark of a lost service's machine would fit a new one.
    /// </summary>
    public const int NumbersSkipped = 10_000;

    /// <summary>Writes the row of a new store.</summary>
    public static void Begin(Session session, Guid storeId, Whereabouts home, byte[] keyCheck, SqliteStoreOptions options) => session.Run(
        """
        INSERT INTO store (one, store_id, life, machine, path, file, key_check, retention_days, created_at)
        VALUES (1, ?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)
        """,
        storeId.ToString("D"), home.Machine, home.Path, home.File, keyCheck,
        options.JournalRetentionDays ?? SqliteStoreOptions.DefaultRetentionDays, options.Clock.GetUtcNow());

    public static StoreLife Read(Session session) => session.First(
        "SELECT store_id, machine, path, file, key_check, retention_days FROM store",
        static row => new StoreLife(Guid.Parse(row.Text(0)), new Whereabouts(row.Text(1), row.Text(2), row.Text(3)), row.Blob(4), row.Int(5)))
        ?? throw StoreErrors.Damaged(session.Connection.DataSource);

    /// <summary>Whether it may have come to this place as a copy, or something else came to its place: another file, another machine, or both paths exist.</summary>
    public bool IsCopyAt(Whereabouts here) => !IsSameFile(here) || (Home.Path != here.Path && File.Exists(Home.Path));

    /// <summary>Whether the store was only renamed: the very same file, and nothing is left where it was.</summary>
    public bool HasMovedTo(Whereabouts here) => !IsCopyAt(here) && Home.Path != here.Path;

    /// <exception cref="ProvisioningException">StoreIsCopy: its original may still be alive.</exception>
    public void RefuseCopy(Whereabouts here)
    {
        if (!IsCopyAt(here)) return;
        var why = Home.File == Whereabouts.Backup ? "is a backup"
            : Home.Machine != here.Machine ? "was copied from another machine"
            : Home.Path == here.Path ? "was put in the place of the store that lived there"
            : $"is a copy of {Home.Path}";
        throw new ProvisioningException(ErrorIds.StoreIsCopy, ErrorKind.Unsafe,
            $"{here.Path} {why}; two living copies would destroy each other's machines. End all ticks on the original for good, " +
            $"then take this one over with: Initialize-ProvisioningStore -StatePath '{here.Path}' -AdoptCopy", here.Path);
    }

    /// <summary>Notes the new path of the same life.</summary>
    public static void Move(Session session, Whereabouts here) => session.Run("UPDATE store SET path = ?1", here.Path);

    /// <summary>
    /// Begins a new life. The identity stays, because every machine's mark names it; leases and slots of the old life are void.
    /// </summary>
    public static void Adopt(Session session, Whereabouts here)
    {
        session.Run("UPDATE store SET life = life + 1, machine = ?1, path = ?2, file = ?3", here.Machine, here.Path, here.File);
        session.Run("UPDATE services SET lease_worker = NULL, lease_until = NULL, fence = fence + 1 WHERE lease_until IS NOT NULL");
        session.Run("DELETE FROM slots");
        // What is served may be newer than this copy: every zone is looked at as a whole.
        session.Run("UPDATE dns_zones SET lease_worker = NULL, lease_until = NULL, check_due_at = 0");
        foreach (var table in (string[])["services", "operations", "clients"])
        {
            if (session.Run("UPDATE sqlite_sequence SET seq = seq + ?2 WHERE name = ?1", table, NumbersSkipped) == 0)
                session.Run("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", table, NumbersSkipped);
        }
    }

    private bool IsSameFile(Whereabouts here) => Home.Machine == here.Machine && FileIdentity.Same(Home.File, here.File);
}
