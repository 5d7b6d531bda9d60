using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>Copies a store page by page while others write into it.</summary>
internal static class StoreCopy
{
    private const int PagesAtATime = 2048;

    /// <summary>Makes a single file that knows it is a backup. Answers with the number of its pages.</summary>
    public static int Make(Session source, string file, CancellationToken cancellation)
    {
        using var copy = SessionSource.Open(file, SqliteOpenMode.ReadWrite);
        // Within a reading transaction the source stands still for us, so that others' writes do not start the copying anew.
        source.BeginRead();
        try
        {
            source.Scalar("SELECT one FROM store");
            var pages = Pages(source, copy, cancellation);
            // Out of WAL mode: one file, and a mark by which an opened backup is told from a living store.
            copy.Run("PRAGMA journal_mode = DELETE");
            copy.BeginWrite(Durability.Full, new LockWait(TimeSpan.Zero));
            copy.Run("UPDATE store SET file = ?1", Whereabouts.Backup);
            copy.Commit();
            return pages;
        }
        finally
        {
            source.Rollback();
        }
    }

    private static int Pages(Session source, Session copy, CancellationToken cancellation)
    {
        using var backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
        int code;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesAtATime);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE)) SqliteException.ThrowExceptionForRC(code, copy.Handle);
        }
        while (code != raw.SQLITE_DONE);
        return raw.sqlite3_backup_pagecount(backup);
    }
}
