namespace Provisioning.Engine;

/// <summary>
/// Work of a tick that belongs to no operation of a service. It runs beside the operations and holds none of them up;
/// what it finds wrong it writes down itself and tries again later.
/// </summary>
public interface ITickWork
{
    /// <summary>When there is something to do next; null is never. Asked often: it must cost next to nothing.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="serviceIds">Only what concerns these services; null is all.</param>
    DateTimeOffset? NextDueAt(IStateReader reader, IReadOnlyCollection<long>? serviceIds);

    /// <summary>Does what is due. Afterwards something else is due, or later.</summary>
    Task<TickWorkDone> RunAsync(TickWorkRequest request, CancellationToken cancellation);
}

/// <summary>What a tick asks for.</summary>
/// <param name="Worker">Names the tick in leases and journal.</param>
/// <param name="ServiceIds">Only what concerns these services; null is all.</param>
/// <param name="GoOn">Asked before anything further is begun: false once the tick's time is spent.</param>
public sealed record TickWorkRequest(string Worker, IReadOnlyCollection<long>? ServiceIds, Func<bool> GoOn);

/// <summary>What was done.</summary>
/// <param name="RemoteCalls">Requests sent.</param>
/// <param name="Lines">What the journal was told.</param>
/// <param name="Errors">Failures.</param>
public sealed record TickWorkDone(int RemoteCalls, IReadOnlyList<JournalEntry> Lines, IReadOnlyList<ProvisioningError> Errors);
