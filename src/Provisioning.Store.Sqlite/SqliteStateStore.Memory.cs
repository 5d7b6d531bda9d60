using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Provisioning.Store.Sqlite;

public sealed partial class SqliteStateStore
{
    // Copying a finished schema page by page takes a fraction of the time of building it anew.
    private static readonly Lazy<Session> Template = new(() =>
    {
        var session = SessionSource.Open(":memory:", SqliteOpenMode.Memory);
        Migrations.Apply(session, new LockWait(TimeSpan.Zero), static () => { });
        return session;
    });

    /// <summary>A store in memory, for tests: the real thing but for the disk, gone with <see cref="Dispose"/>. Units of work take turns.</summary>
    /// <param name="clock">Time.</param>
    /// <param name="storeId">Its identity; null makes up one.</param>
    public static SqliteStateStore OpenInMemory(TimeProvider clock, Guid? storeId = null)
    {
        var options = new SqliteStoreOptions { Clock = clock };
        var id = storeId ?? Guid.NewGuid();
        var secrets = new SecretBox(id, RandomNumberGenerator.GetBytes(StoreKey.Length));
        var session = SessionSource.Open(":memory:", SqliteOpenMode.Memory);
        lock (Template.Value) Template.Value.Connection.BackupDatabase(session.Connection);
        StoreLife.Begin(session, id, new Whereabouts("", ":memory:", ""), secrets.KeyCheck(), options);
        return new SqliteStateStore(StorePlace.InMemory, id, new SingleSession(session), secrets, options);
    }
}
