using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>Turns what SQLite says into errors that tell people what to do.</summary>
internal static class StoreErrors
{
    public static ProvisioningException From(SqliteException cause, string path) => cause.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => Of(cause, path, ErrorIds.StoreBusy, ErrorKind.Busy, true,
            "Another program keeps the store {0} locked; end whatever holds a transaction open on it and try again."),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged(path, cause),
        raw.SQLITE_FULL => Of(cause, path, ErrorIds.StoreNotWritable, ErrorKind.Store, true,
            "The disk of the store {0} is full; nothing was changed. Free some space and try again."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => ReadOnly(path, cause),
        raw.SQLITE_CANTOPEN => Of(cause, path, ErrorIds.StoreNotWritable, ErrorKind.Store, false,
            "The store {0} can't be opened; check that its folder exists and that this user may write there."),
        raw.SQLITE_IOERR => Of(cause, path, ErrorIds.StoreNotWritable, ErrorKind.Store, true,
            "The disk of the store {0} reports an error; check the disk and the system log before going on."),
        _ => Of(cause, path, ErrorIds.Unexpected, ErrorKind.Store, false,
            "SQLite refused a statement on the store {0}: " + Literal(cause.Message)),
    };

    public static ProvisioningException Damaged(string path, Exception? cause = null) => new(
        ErrorIds.StoreDamaged, ErrorKind.Store,
        $"{path} is not a sound Provisioning store; end all ticks and put a backup in its place.", path, cause: cause);

    public static ProvisioningException ReadOnly(string path, Exception? cause = null) => new(
        ErrorIds.StoreNotWritable, ErrorKind.Store,
        $"The store {path} can't be written by this user; run as its owner, or name another store with -StatePath.", path, cause: cause);

    public static bool IsUniqueness(SqliteException exception) =>
        exception.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY;

    private static ProvisioningException Of(Exception cause, string path, string id, ErrorKind kind, bool retryable, string message) =>
        new(id, kind, string.Format(null, message, path), path, retryable, cause);

    private static string Literal(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
