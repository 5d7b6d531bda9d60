namespace Provisioning.Engine;

/// <summary>A claimed service that can go on, with the end of the task it was waiting for.</summary>
/// <param name="Claim">The service.</param>
/// <param name="Held">Its lease.</param>
/// <param name="Ended">The task's end; null when it was not waiting for one.</param>
internal sealed record ReadyService(Claim Claim, HeldLease Held, TaskEnd? Ended);

/// <summary>Looks at the running tasks of one server for many services at once.</summary>
internal sealed class TaskWatch(IStateStore store, TimeProvider clock, EngineOptions options, LeaseKeeper keeper, TickReport report)
{
    /// <summary>Asks the server once. Services whose task has ended come back to be carried on; the others are parked until the next look.</summary>
    public async Task<IReadOnlyList<ReadyService>> LookAsync(IServiceDriver driver, string server, IReadOnlyList<(Claim Claim, HeldLease Held)> claims, CancellationToken cancellation)
    {
        var calls = new List<RemoteCall>();
        IReadOnlyList<TaskEnd> ends = [];
        ProvisioningError? trouble = null;
        try
        {
            ends = await driver.WatchAsync(server, [.. claims.Select(c => c.Claim.Operation.Task!).Distinct()], calls.Add, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException failed)
        {
            trouble = failed.Error;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Parked below: nothing was learned.
        }
        report.Calls(calls.Count);
        var byTask = ends.GroupBy(e => e.Task, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var ready = new List<ReadyService>();
        var waiting = new List<(Claim Claim, HeldLease Held)>();
        foreach (var (claim, held) in claims)
            if (byTask.TryGetValue(claim.Operation.Task!, out var end)) ready.Add(new(claim, held, end));
            else waiting.Add((claim, held));
        Park(waiting, calls, trouble);
        return ready;
    }

    private void Park(IReadOnlyList<(Claim Claim, HeldLease Held)> waiting, IReadOnlyList<RemoteCall> calls, ProvisioningError? trouble)
    {
        var now = clock.GetUtcNow();
        store.Write(Durability.Normal, writer =>
        {
            writer.AddCalls(calls);
            if (waiting.Count > 0) writer.TouchSlots([.. waiting.Select(w => w.Claim.Operation.Id)], now);
            foreach (var (claim, held) in waiting)
                writer.Attempt(() =>
                {
                    writer.Demand(held.Lease, now);
                    writer.SetDue(claim.Service.Id, trouble is null ? Looks.Next(claim.Operation.TaskSince ?? now, now, options) : now + options.LongestLook);
                    if (trouble != claim.Operation.Error)
                        writer.SaveOperation(claim.Operation with { Error = trouble });
                    writer.Release(held.Lease);
                });
        });
        foreach (var (claim, held) in waiting)
        {
            keeper.Forget(held);
            report.Waiting(claim.Service.Id, []);
        }
    }
}
