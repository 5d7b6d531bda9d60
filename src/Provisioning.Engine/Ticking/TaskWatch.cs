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
        catch (Exception fault)
        {
            trouble = Faults.Of("Looking at tasks", fault, server);
        }
        report.Calls(calls.Count);
        var byTask = ends.GroupBy(e => e.Task, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var ready = new List<ReadyService>();
        var waiting = new List<(Claim Claim, HeldLease Held, ProvisioningError? Trouble)>();
        foreach (var (claim, held) in claims)
            if (byTask.GetValueOrDefault(claim.Operation.Task!) is { Unreadable: null } end) ready.Add(new(claim, held, end));
            else waiting.Add((claim, held, trouble ?? byTask.GetValueOrDefault(claim.Operation.Task!)?.Unreadable));
        Park(waiting, calls);
        return ready;
    }

    private void Park(IReadOnlyList<(Claim Claim, HeldLease Held, ProvisioningError? Trouble)> waiting, IReadOnlyList<RemoteCall> calls)
    {
        var now = clock.GetUtcNow();
        var lost = new HashSet<long>();
        store.Write(Durability.Normal, writer =>
        {
            lost.Clear();
            writer.AddCalls(calls);
            if (waiting.Count > 0) writer.TouchSlots([.. waiting.Select(w => w.Claim.Operation.Id)], now);
            foreach (var (claim, held, trouble) in waiting)
                if (!TryPark(writer, claim, held, trouble, now)) lost.Add(claim.Service.Id);
        });
        foreach (var (claim, held, _) in waiting)
        {
            keeper.Forget(held);
            if (lost.Contains(claim.Service.Id)) report.LeaseLost();
            else report.Waiting(claim.Service.Id, []);
        }
    }

    /// <summary>Parks one service; false when another worker has it by now, which is nothing to the others.</summary>
    private bool TryPark(IStateWriter writer, Claim claim, HeldLease held, ProvisioningError? trouble, DateTimeOffset now)
    {
        try
        {
            writer.Attempt(() =>
            {
                writer.Demand(held.Lease, now);
                writer.SetDue(claim.Service.Id, trouble is null ? Looks.Next(claim.Operation.TaskSince ?? now, now, options) : now + options.LongestLook);
                if (trouble != claim.Operation.Error)
                {
                    writer.SaveOperation(claim.Operation with { Error = trouble });
                    if (trouble is not null) writer.AddJournal([Line(claim, held, trouble, now)]);
                }
                writer.Release(held.Lease);
            });
            return true;
        }
        catch (ProvisioningException lost) when (lost.Error.Id == ErrorIds.LeaseLost)
        {
            return false;
        }
    }

    /// <summary>Told once for as long as the trouble stays the same; each try of it is in the log of calls.</summary>
    private static JournalEntry Line(Claim claim, HeldLease held, ProvisioningError trouble, DateTimeOffset now) => new()
    {
        At = now,
        Event = JournalEvent.Retried,
        ServiceId = claim.Service.Id,
        OperationId = claim.Operation.Id,
        Operation = claim.Operation.Name,
        Step = claim.Operation.Step,
        From = claim.Service.LocalStatus,
        Message = $"The task can't be looked at and is looked at again: {trouble.Message}",
        Task = claim.Operation.Task,
        ErrorId = trouble.Id,
        Worker = held.Lease.Worker,
    };
}
