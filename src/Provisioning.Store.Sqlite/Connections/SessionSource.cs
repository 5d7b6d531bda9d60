using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>Hands out sessions, one for each unit of work.</summary>
internal abstract class SessionSource : IDisposable
{
    /// <summary>How long SQLite itself waits where a lock is held for moments only (recovery of the WAL, for example).</summary>
    public const int BusyTimeoutMs = 60_000;

    public abstract Session Rent();

    /// <param name="session">The session.</param>
    /// <param name="sound">False throws it away: what failed inside may have left it in any state.</param>
    public abstract void Return(Session session, bool sound);

    public abstract void Dispose();

    /// <summary>Opens a connection the way all of ours are.</summary>
    public static Session Open(string dataSource, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = dataSource,
            Mode = mode,
            // The driver's pool forgets prepared statements, and those are most of what a pool saves.
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle!, BusyTimeoutMs);
            var code = raw.sqlite3_exec(connection.Handle!, Settings);
            // Otherwise a statement with a parameter that a partial index might answer is compiled anew for every value. What must find its rows
            // by such an index says so with a literal.
            if (code == raw.SQLITE_OK) code = raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, connection.Handle!);
            return new Session(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // fullfsync: on macOS fsync alone leaves data in the drive's cache.
    private const string Settings =
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; " +
        "PRAGMA journal_size_limit = 67108864; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON";
}

/// <summary>Sessions over one file.</summary>
internal sealed class PooledSessions(string path, Session first) : SessionSource
{
    private const int MostIdle = 16;
    private readonly ConcurrentStack<Session> _idle = new([first]);
    private volatile bool _disposed;

    public override Session Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStateStore));
        return _idle.TryPop(out var session) ? session : Open(path, SqliteOpenMode.ReadWrite);
    }

    public override void Return(Session session, bool sound)
    {
        if (!sound || _disposed || _idle.Count >= MostIdle) session.Dispose();
        else _idle.Push(session);
        if (_disposed) Drain();
    }

    public override void Dispose()
    {
        _disposed = true;
        Drain();
    }

    private void Drain()
    {
        while (_idle.TryPop(out var session)) session.Dispose();
    }
}

/// <summary>The only session there is, as a database in memory has; units of work take turns.</summary>
internal sealed class SingleSession(Session session) : SessionSource
{
    private readonly object _turn = new();
    private bool _disposed;

    public override Session Rent()
    {
        Monitor.Enter(_turn);
        if (!_disposed) return session;
        Monitor.Exit(_turn);
        throw new ObjectDisposedException(nameof(SqliteStateStore));
    }

    public override void Return(Session session, bool sound) => Monitor.Exit(_turn);

    public override void Dispose()
    {
        lock (_turn)
        {
            if (_disposed) return;
            _disposed = true;
            session.Dispose();
        }
    }
}
