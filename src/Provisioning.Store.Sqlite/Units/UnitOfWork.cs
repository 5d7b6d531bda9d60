using Microsoft.Data.Sqlite;

namespace Provisioning.Store.Sqlite;

/// <summary>The engine's view of one transaction. Its parts lie in files by concept; none of it outlives the transaction.</summary>
internal sealed partial class UnitOfWork(Session session, SecretBox secrets) : IStateWriter
{
    private bool _ended;

    /// <summary>Called when the transaction is over: whoever kept the unit is told so.</summary>
    public void End() => _ended = true;

    /// <inheritdoc/>
    public void Attempt(Action work)
    {
        Db.Run("SAVEPOINT attempt");
        try
        {
            work();
            Db.Run("RELEASE attempt");
        }
        catch
        {
            // The error may have been so bad that SQLite has rolled back everything: then there is no savepoint left.
            if (Db.InTransaction)
            {
                Db.Run("ROLLBACK TO attempt");
                Db.Run("RELEASE attempt");
            }
            throw;
        }
    }

    private Session Db
    {
        get
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            return session;
        }
    }

    /// <summary>Writes, and gives the breach of a unique index the name of what it means.</summary>
    private static T Unique<T>(Func<T> write, Func<ProvisioningException> taken)
    {
        try { return write(); }
        catch (SqliteException exception) when (StoreErrors.IsUniqueness(exception)) { throw taken(); }
    }

    private static ProvisioningException Exists(string id, string message, string target) => new(id, ErrorKind.Conflict, message, target);
}
