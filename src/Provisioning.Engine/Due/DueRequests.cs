namespace Provisioning.Engine;

/// <summary>
/// The part of a tick that turns what has fallen due into requests. Each is made in a transaction of its own steps: asked again whether it
/// holds, judged by the same guard as any other request, queued, and marked as made, all or nothing. So a crash leaves it either made or
/// due, and two ticks at one moment make it once.
/// </summary>
internal sealed class DueRequests(IStateStore store, IReadOnlyList<IDueSource> sources, OperationRequests requests, TimeProvider clock)
{
    /// <summary>How many are made in one transaction: few enough that nobody waits long for the write lock.</summary>
    private const int Batch = 50;

    /// <summary>Makes what is due.</summary>
    public void Make(IReadOnlyCollection<long>? serviceIds, TickReport report)
    {
        var due = new List<DueRequest>();
        foreach (var source in sources)
        {
            try
            {
                due.AddRange(store.Read(reader => Find(reader, source, serviceIds)));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // One source in trouble (a package that can't be read, say) holds up neither the others nor the tick.
                report.Trouble(fault is ProvisioningException known ? known.Error : Faults.Of("Looking for what is due", fault, source.GetType().Name));
            }
        }
        Make(due, report);
    }

    /// <summary>Makes requests that were found elsewhere.</summary>
    public void Make(IReadOnlyList<DueRequest> due, TickReport report)
    {
        foreach (var batch in due.Chunk(Batch))
        {
            var lines = new List<JournalEntry>();
            store.Write(Durability.Full, writer =>
            {
                lines.Clear();
                foreach (var request in batch) Make(writer, request, lines);
            });
            report.Told(lines);
        }
    }

    /// <summary>What would be made, in the order of the services.</summary>
    public IReadOnlyList<DueRequest> Preview(IReadOnlyCollection<long>? serviceIds) =>
        [.. store.Read(reader => sources.SelectMany(source => Find(reader, source, serviceIds)).ToList()).OrderBy(request => request.ServiceId)];

    private List<DueRequest> Find(IStateReader reader, IDueSource source, IReadOnlyCollection<long>? serviceIds) =>
        [.. source.Find(reader, clock.GetUtcNow(), serviceIds).Where(request => Holds(reader, request) && requests.Refusal(reader, request.ServiceId, request.Operation) is null)];

    private static bool Holds(IStateReader reader, DueRequest request) => reader.Service(request.ServiceId) is { } service && request.Holds(reader, service);

    private void Make(IStateWriter writer, DueRequest request, List<JournalEntry> lines)
    {
        if (writer.Service(request.ServiceId) is not { } service || !request.Holds(writer, service)) return;
        var taken = new List<JournalEntry>();
        try
        {
            writer.Attempt(() =>
            {
                taken.AddRange(requests.Take(writer, request.ServiceId, request.Operation, request.Arguments, $"{request.Operation}: {request.Reason}", request.Origin).Lines);
                request.Made(writer, service);
            });
            lines.AddRange(taken);
        }
        catch (ProvisioningException refused) when (refused.Error.Id is ErrorIds.StatusForbids or ErrorIds.ServiceNotFound or ErrorIds.OperationUnknown)
        {
            // Something else came first; if it is still due when that has ended, it is found again.
        }
    }
}
