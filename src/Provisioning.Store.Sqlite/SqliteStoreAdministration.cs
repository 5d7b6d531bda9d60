namespace Provisioning.Store.Sqlite;

/// <summary>What can be done with a store as a whole.</summary>
public sealed class SqliteStoreAdministration(SqliteStateStore store) : IStoreAdministration
{
    private const int ShortestRetention = 1, LongestRetention = 3650;

    /// <summary>Creates a store, or answers with the one that is there when it is sound. Adopts a copy when that is asked for.</summary>
    /// <exception cref="ProvisioningException">InvalidValue, and what <see cref="SqliteStateStore.Open(StorePlace, SqliteStoreOptions)"/> throws.</exception>
    public static StoreInfo Initialize(InitializeStore request, TimeProvider clock) => Initialize(request, new SqliteStoreOptions { Clock = clock });

    internal static StoreInfo Initialize(InitializeStore request, SqliteStoreOptions options)
    {
        if (request.JournalRetentionDays is < ShortestRetention or > LongestRetention)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
                $"The retention must be {ShortestRetention} to {LongestRetention} days.", nameof(request.JournalRetentionDays));
        var place = StoreLocator.Locate(request.StatePath, options.Surroundings);
        using var store = SqliteStateStore.Open(place, options with
        {
            CreateIfMissing = true, AdoptCopy = request.AdoptCopy, JournalRetentionDays = request.JournalRetentionDays,
        });
        return new SqliteStoreAdministration(store).Describe();
    }

    /// <summary>Describes the store at a place without opening it for work: none may be there, or one that would be refused.</summary>
    public static StoreInfo Describe(StorePlace place) => Describe(place, new SqliteStoreOptions());

    internal static StoreInfo Describe(StorePlace place, SqliteStoreOptions options)
    {
        var nothing = new StoreInfo { Path = place.Path, Location = place.Location, Reason = place.Reason, Exists = place.Obstacle is not null || File.Exists(place.Path) };
        if (!nothing.Exists) return nothing;
        try
        {
            using var store = SqliteStateStore.Open(place, options with { CreateIfMissing = false });
            return new SqliteStoreAdministration(store).Describe();
        }
        catch (ProvisioningException refused)
        {
            return nothing with { Reason = $"{place.Reason}; it can't be opened: {refused.Error.Message}" };
        }
    }

    /// <inheritdoc/>
    public StoreInfo Describe() => store.Use(session => session.First(
        """
        SELECT (SELECT user_version FROM pragma_user_version), retention_days, created_at,
            (SELECT count(*) FROM services WHERE status <> 'Terminated'),
            (SELECT count(*) FROM operations WHERE state NOT IN ('Succeeded', 'Cancelled'))
        FROM store
        """,
        row => new StoreInfo
        {
            Path = store.Place.Path,
            Location = store.Place.Location,
            Reason = store.Place.Reason,
            Exists = true,
            StoreId = store.StoreId,
            SchemaVersion = row.Int(0),
            SizeBytes = File.Exists(store.Place.Path) ? new FileInfo(store.Place.Path).Length : null,
            KeySource = store.KeySource,
            JournalRetentionDays = row.Int(1),
            CreatedAt = row.Time(2),
            Services = row.Long(3),
            OpenOperations = row.Long(4),
        }))!;

    /// <inheritdoc/>
    public StoreBackup Backup(string targetPath, bool overwrite, CancellationToken cancellation)
    {
        var target = CanonicalPath.Of(targetPath);
        // A WAL beside it: somebody works in that file.
        if (target == store.Place.Path || File.Exists(target + "-wal"))
            throw new ProvisioningException(ErrorIds.BackupTargetExists, ErrorKind.Conflict, $"{target} is a store in use; name another file.", target);
        if (File.Exists(target) && !overwrite)
            throw new ProvisioningException(ErrorIds.BackupTargetExists, ErrorKind.Conflict, $"{target} exists already; name another file or overwrite it with -Force.", target);

        var half = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
            PrivateFiles.TryCreate(half);
            store.Use(session => StoreCopy.Make(session, half, cancellation));
            var size = new FileInfo(half).Length;
            File.Move(half, target, overwrite);
            return new StoreBackup(target, size, store.StoreId, store.Clock.GetUtcNow());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProvisioningException)
        {
            throw new ProvisioningException(ErrorIds.StoreNotWritable, ErrorKind.Store,
                $"The backup {target} can't be written ({exception.Message.TrimEnd('.')}); name a place with enough room where this user may write.", target, cause: exception);
        }
        finally
        {
            if (Directory.Exists(Path.GetDirectoryName(half))) File.Delete(half);
        }
    }
}
