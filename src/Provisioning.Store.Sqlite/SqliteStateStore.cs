using Microsoft.Data.Sqlite;

namespace Provisioning.Store.Sqlite;

/// <summary>
/// The engine's memory in one SQLite database, shared by any number of processes. Safe for use from several threads;
/// a unit of work must not begin another one inside itself.
/// </summary>
public sealed partial class SqliteStateStore : IStateStore
{
    [ThreadStatic]
    private static SqliteStateStore? t_working;

    private readonly SessionSource _sessions;
    private readonly SecretBox _secrets;
    private readonly TimeSpan _lockLimit;
    private readonly object _writing = new();
    private int _disposed;

    private SqliteStateStore(StorePlace place, Guid storeId, SessionSource sessions, SecretBox secrets, SqliteStoreOptions options)
    {
        (Place, StoreId, _sessions, _secrets, _lockLimit, Clock) = (place, storeId, sessions, secrets, options.LockLimit, options.Clock);
        DapperTypes.Register();
    }

    /// <inheritdoc/>
    public Guid StoreId { get; }

    /// <summary>Where it lies and why there.</summary>
    public StorePlace Place { get; }

    internal TimeProvider Clock { get; }

    internal string? KeySource { get; private init; }

    /// <inheritdoc/>
    /// <exception cref="ProvisioningException">StoreBusy, StoreDamaged, StoreNotWritable; and whatever <paramref name="work"/> throws.</exception>
    public T Read<T>(Func<IStateReader, T> work) => Use(session =>
    {
        session.BeginRead();
        return Complete(session, work);
    });

    /// <inheritdoc/>
    /// <exception cref="ProvisioningException">StoreBusy, StoreDamaged, StoreNotWritable; and whatever <paramref name="work"/> throws.</exception>
    public T Write<T>(Durability durability, Func<IStateWriter, T> work)
    {
        var wait = new LockWait(_lockLimit);
        // Writers of this process queue here, in memory, instead of at the file, where waiting means asking again and again.
        RefuseNesting();
        if (!Monitor.TryEnter(_writing, wait.Left)) throw wait.Expired();
        try
        {
            return Use(session =>
            {
                session.BeginWrite(durability, wait);
                return Complete(session, work);
            });
        }
        finally
        {
            Monitor.Exit(_writing);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (_sessions is PooledSessions) Disconnect(Place.Path, _sessions);
        else _sessions.Dispose();
    }

    /// <summary>Runs something over a session outside of a transaction.</summary>
    internal T Use<T>(Func<Session, T> work)
    {
        RefuseNesting();
        var sound = false;
        Session? session = null;
        t_working = this;
        try
        {
            session = _sessions.Rent();
            var result = work(session);
            sound = true;
            return result;
        }
        catch (SqliteException exception)
        {
            throw StoreErrors.From(exception, Place.Path);
        }
        catch when (session is { InTransaction: false })
        {
            sound = true;
            throw;
        }
        finally
        {
            t_working = null;
            if (session is not null) _sessions.Return(session, sound);
        }
    }

    // A write inside a write would wait for itself; a read inside one would not see it.
    private void RefuseNesting()
    {
        if (t_working == this) throw new InvalidOperationException("A unit of work began another one inside itself; hand its reader or writer on instead.");
    }

    private T Complete<T>(Session session, Func<UnitOfWork, T> work)
    {
        var unit = new UnitOfWork(session, _secrets);
        try
        {
            var result = work(unit);
            session.Commit();
            return result;
        }
        catch
        {
            session.Rollback();
            throw;
        }
        finally
        {
            unit.End();
        }
    }
}
