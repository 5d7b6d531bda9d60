namespace Provisioning.Engine;

/// <summary>How hard a write is pressed to the disk.</summary>
public enum Durability
{
    /// <summary>Survives the end of the process. A power cut may take the last ones back together, never one out of the middle.</summary>
    Normal,
    /// <summary>Survives a power cut: for what must be known before a request leaves.</summary>
    Full,
}

/// <summary>
/// The engine's memory. Work is handed in as a function and runs in one transaction over one connection;
/// no request to a server is ever made inside. Throwing rolls back.
/// </summary>
public interface IStateStore : IDisposable
{
    /// <summary>Identity of the store's present life; part of every mark of ownership.</summary>
    Guid StoreId { get; }

    /// <summary>Reads a consistent picture.</summary>
    T Read<T>(Func<IStateReader, T> work);

    /// <summary>Writes under the one write lock there is (BEGIN IMMEDIATE).</summary>
    T Write<T>(Durability durability, Func<IStateWriter, T> work);
}

/// <summary>Shorter ways to call a store.</summary>
public static class StateStoreCalls
{
    /// <summary>A write that has nothing to return.</summary>
    public static void Write(this IStateStore store, Durability durability, Action<IStateWriter> work) =>
        store.Write(durability, writer =>
        {
            work(writer);
            return true;
        });
}
