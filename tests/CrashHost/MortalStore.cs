using Provisioning.Engine;

namespace Provisioning.CrashHost;

/// <summary>A store seen from a process that may die before or after any of its writes. What was committed stays.</summary>
public sealed class MortalStore(IStateStore inner, CrashPlan plan) : IStateStore
{
    public Guid StoreId => inner.StoreId;

    public T Read<T>(Func<IStateReader, T> work)
    {
        plan.Live();
        return inner.Read(work);
    }

    public T Write<T>(Durability durability, Func<IStateWriter, T> work)
    {
        plan.Pass($"before a {durability} write");
        var result = inner.Write(durability, work);
        plan.Pass($"after a {durability} write");
        return result;
    }

    /// <summary>The store outlives the process.</summary>
    public void Dispose() { }
}
