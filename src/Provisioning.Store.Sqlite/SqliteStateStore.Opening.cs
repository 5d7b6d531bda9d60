using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

public sealed partial class SqliteStateStore
{
    private const int WalHeaderLength = 32, SmallestPage = 512;

    // One opening at a time in a process: see PeekForForeignWal.
    private static readonly object s_opening = new();
    private static readonly Dictionary<string, int> s_open = [];

    /// <summary>Opens (or creates) the store at a path: a file, or a folder that holds or shall hold it.</summary>
    /// <exception cref="ProvisioningException">
    /// StoreNotFound, StoreNotWritable, StoreNewer, StoreOnNetworkShare, StoreIsCopy, StoreDamaged, StoreBusy, KeyMissing, KeyMismatch.
    /// A store that is refused has not been touched.
    /// </exception>
    public static SqliteStateStore Open(string path, SqliteStoreOptions options) => Open(StoreLocator.Locate(path, options.Surroundings), options);

    /// <inheritdoc cref="Open(string, SqliteStoreOptions)"/>
    public static SqliteStateStore Open(StorePlace place, SqliteStoreOptions options)
    {
        if (place.Obstacle is { } obstacle) throw obstacle.AsException();
        NetworkShare.Refuse(place.Path, options.Surroundings);
        Session? session = null;
        try
        {
            session = Connect(place, options.CreateIfMissing);
            var (life, key) = Settle(session, place, options);
            return new SqliteStateStore(place, life.StoreId, new PooledSessions(place.Path, session), new SecretBox(life.StoreId, key.Bytes), options) { KeySource = key.Source };
        }
        catch (Exception exception)
        {
            if (session is not null) Disconnect(place.Path, session);
            if (exception is SqliteException refused) throw StoreErrors.From(refused, place.Path);
            throw;
        }
    }

    /// <summary>The first connection, which so far leaves everything as it is.</summary>
    private static Session Connect(StorePlace place, bool create)
    {
        lock (s_opening)
        {
            EnsureFile(place.Path, create);
            if (!s_open.ContainsKey(place.Path)) PeekForForeignWal(place.Path);
            var session = SessionSource.Open(place.Path, SqliteOpenMode.ReadWrite);
            s_open[place.Path] = s_open.GetValueOrDefault(place.Path) + 1;
            // The last connection to close writes the WAL back into the database: not into one that is going to be refused.
            KeepWalOnClose(session, true);
            return session;
        }
    }

    private static void Disconnect(string path, IDisposable connections)
    {
        lock (s_opening)
        {
            connections.Dispose();
            if (--s_open[path] == 0) s_open.Remove(path);
        }
    }

    /// <summary>Checks that the store is ours to use and brings it up to date.</summary>
    private static (StoreLife Life, StoreKey Key) Settle(Session session, StorePlace place, SqliteStoreOptions options)
    {
        var wait = new LockWait(options.LockLimit);
        var version = Migrations.VersionOf(session);
        if (version > Migrations.Newest)
            throw new ProvisioningException(ErrorIds.StoreNewer, ErrorKind.Store,
                $"{place.Path} was written by a newer version (schema {version}, this one knows {Migrations.Newest}); update this module.", place.Path);
        if (raw.sqlite3_db_readonly(session.Handle, "main") == 1) throw StoreErrors.ReadOnly(place.Path);
        if (version > 0 && session.Scalar("PRAGMA application_id") != Migrations.ApplicationId) throw StoreErrors.Damaged(place.Path);

        var here = Whereabouts.Of(place.Path, options.Surroundings);
        var adopts = false;
        if (version > 0)
        {
            var life = StoreLife.Read(session);
            adopts = options.AdoptCopy && life.IsCopyAt(here);
            if (!adopts) life.RefuseCopy(here);
            // Before anything is changed: whoever lacks the key must not adopt or migrate.
            Unlock(life, options);
        }

        KeepWalOnClose(session, false);
        PrivateFiles.Tighten(place.Path);
        UseWal(session, wait);
        StoreKey? made = null;
        if (version < Migrations.Newest) Migrations.Apply(session, wait, () => made = Create(session, place, here, options));
        var present = StoreLife.Read(session);
        Update(session, present, here, adopts, options, wait);
        return (present, made ?? Unlock(present, options));
    }

    private static StoreKey Create(Session session, StorePlace place, Whereabouts here, SqliteStoreOptions options)
    {
        var storeId = Guid.NewGuid();
        var key = StoreKey.Create(storeId, place, options.Surroundings);
        StoreLife.Begin(session, storeId, here, new SecretBox(storeId, key.Bytes).KeyCheck(), options);
        return key;
    }

    private static StoreKey Unlock(StoreLife life, SqliteStoreOptions options)
    {
        var key = StoreKey.Find(life.StoreId, options.Surroundings);
        return CryptographicOperations.FixedTimeEquals(new SecretBox(life.StoreId, key.Bytes).KeyCheck(), life.KeyCheck)
            ? key
            : throw new ProvisioningException(ErrorIds.KeyMismatch, ErrorKind.Store,
                $"The key from {key.Source} is not this store's; put the right one there or clear it.", life.StoreId.ToString("D"));
    }

    private static void Update(Session session, StoreLife life, Whereabouts here, bool adopts, SqliteStoreOptions options, LockWait wait)
    {
        var moved = !adopts && life.HasMovedTo(here);
        var retention = options.JournalRetentionDays is { } days && days != life.RetentionDays;
        if (!adopts && !moved && !retention) return;
        session.BeginWrite(Durability.Full, wait);
        try
        {
            // Another process may have taken the copy over since it was looked at.
            if (adopts && StoreLife.Read(session).IsCopyAt(here)) StoreLife.Adopt(session, here);
            if (moved) StoreLife.Move(session, here);
            if (retention) session.Run("UPDATE store SET retention_days = ?1", options.JournalRetentionDays);
            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private static void EnsureFile(string path, bool create)
    {
        if (new FileInfo(path) is { Exists: true, Length: var length })
        {
            // SQLite takes less than a page for nothing at all and would write over it.
            if (length is > 0 and < SmallestPage) throw StoreErrors.Damaged(path);
            return;
        }
        if (!create)
            throw new ProvisioningException(ErrorIds.StoreNotFound, ErrorKind.NotFound,
                $"There is no store at {path}; create one with Initialize-ProvisioningStore or name another with -StatePath.", path);
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
            PrivateFiles.TryCreate(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException(ErrorIds.StoreNotWritable, ErrorKind.Store,
                $"The store {path} can't be created; let this user write there or name another place with -StatePath.", path, cause: exception);
        }
    }

    /// <summary>
    /// Refuses a backup that was put beside the WAL of the store that lived there: SQLite would replay those pages over the backup
    /// and ruin it. A living store is in WAL mode from its first page on; a backup is not.
    /// </summary>
    /// <remarks>
    /// Reads the file itself, which is allowed only while this process has no connection to it: on Unix, closing a file drops
    /// all locks that the process holds on it.
    /// </remarks>
    private static void PeekForForeignWal(string path)
    {
        const int writeVersion = 18, rollbackJournal = 1;
        if (new FileInfo(path + "-wal") is not { Exists: true, Length: > WalHeaderLength }) return;
        Span<byte> header = stackalloc byte[writeVersion + 1];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || header[writeVersion] != rollbackJournal) return;
        }
        catch (UnauthorizedAccessException exception) { throw StoreErrors.ReadOnly(path, exception); }
        throw new ProvisioningException(ErrorIds.StoreIsCopy, ErrorKind.Unsafe,
            $"{path} is a backup, and beside it lies the -wal file of the store that was there before; end all ticks, delete {path}-wal and {path}-shm, then try again.", path);
    }

    private static void UseWal(Session session, LockWait wait)
    {
        if (session.First("PRAGMA journal_mode", static row => row.Text(0)) == "wal") return;
        wait.Until(() => session.TryRun("PRAGMA journal_mode = WAL"));
    }

    private static void KeepWalOnClose(Session session, bool keep) =>
        raw.sqlite3_db_config(session.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, out _);
}
