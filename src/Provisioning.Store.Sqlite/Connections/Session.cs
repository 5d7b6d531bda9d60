using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>
/// A connection with its prepared statements, used by one unit of work at a time. Hot paths go through
/// <see cref="Run"/> and <see cref="Query{T}"/>, which neither compile nor box anything the second time.
/// </summary>
internal sealed class Session(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, sqlite3_stmt> _prepared = new();
    private Durability? _durability;

    public SqliteConnection Connection => connection;

    public sqlite3 Handle => connection.Handle!;

    /// <summary>The statements that wait for their next use.</summary>
    public IReadOnlyCollection<sqlite3_stmt> Prepared => _prepared.Values;

    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Runs a statement; answers with the number of rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Take(sql, values);
        try
        {
            while (Step(statement)) { }
            return raw.sqlite3_changes(Handle);
        }
        finally { Return(sql, statement); }
    }

    /// <summary>All rows of a statement.</summary>
    public List<T> Query<T>(string sql, Func<Row, T> read, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Take(sql, values);
        try
        {
            var rows = new List<T>();
            while (Step(statement)) rows.Add(read(new Row(statement)));
            return rows;
        }
        finally { Return(sql, statement); }
    }

    /// <summary>The first row of a statement or the default.</summary>
    public T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Take(sql, values);
        try { return Step(statement) ? read(new Row(statement)) : default; }
        finally { Return(sql, statement); }
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public long? Scalar(string sql, params ReadOnlySpan<SqlValue> values) => First(sql, static row => row.LongOrNull(0), values);

    /// <summary>Runs a statement; false when another connection holds the lock. Without SQLite's own waiting, which knows no fairness.</summary>
    public bool TryRun(string sql)
    {
        var statement = Take(sql, []);
        raw.sqlite3_busy_timeout(Handle, 0);
        try
        {
            var code = raw.sqlite3_step(statement);
            if ((code & 0xFF) is raw.SQLITE_BUSY) return false;
            if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) SqliteException.ThrowExceptionForRC(code, Handle);
            return true;
        }
        finally
        {
            raw.sqlite3_busy_timeout(Handle, SessionSource.BusyTimeoutMs);
            Return(sql, statement);
        }
    }

    /// <summary>Begins a reading transaction: everything in it sees one and the same state.</summary>
    public void BeginRead() => Run("BEGIN");

    /// <summary>Begins a writing transaction as soon as no other process writes.</summary>
    public void BeginWrite(Durability durability, LockWait wait)
    {
        if (_durability != durability)
        {
            Run(durability == Durability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _durability = durability;
        }
        wait.Until(() => TryRun("BEGIN IMMEDIATE"));
    }

    public void Commit() => Run("COMMIT");

    /// <summary>Undoes the transaction. SQLite may have done so itself, after a full disk for example.</summary>
    public void Rollback()
    {
        if (InTransaction) Run("ROLLBACK");
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
        connection.Dispose();
    }

    private bool Step(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE)) SqliteException.ThrowExceptionForRC(code, Handle);
        return code == raw.SQLITE_ROW;
    }

    private sqlite3_stmt Take(string sql, ReadOnlySpan<SqlValue> values)
    {
        // Taken out while in use: the same text may run again inside its own reading.
        if (!_prepared.Remove(sql, out var statement))
        {
            var code = raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement);
            if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, Handle);
        }
        for (var i = 0; i < values.Length; i++)
        {
            var code = values[i].BindTo(statement!, i + 1);
            if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, Handle);
        }
        return statement!;
    }

    private void Return(string sql, sqlite3_stmt statement)
    {
        raw.sqlite3_reset(statement);
        raw.sqlite3_clear_bindings(statement);
        if (!_prepared.TryAdd(sql, statement)) statement.Dispose();
    }
}
