namespace Provisioning.Engine;

/// <summary>
/// Keeps an eye on what was delivered: now and then one look at each server that has any. What has changed there is taken into the record,
/// and what is suspended and runs all the same is switched off again. All processes share the pace: whoever takes the turn looks.
/// </summary>
internal sealed class Surveys(IStateStore store, IReadOnlyDictionary<string, IServiceDriver> drivers, DueRequests due, TimeProvider clock, EngineOptions options)
{
    private const int PageSize = 1000;
    private static readonly ServiceStatus[] Delivered = [ServiceStatus.Active, ServiceStatus.Suspended];

    /// <summary>Which servers it is time to look at; nothing is written yet.</summary>
    public IReadOnlyList<(IServiceDriver Driver, string Server)> Due()
    {
        var looking = drivers.Values.Where(driver => driver.Survey is not null).ToList();
        if (looking.Count == 0 || options.SurveyEvery == Timeout.InfiniteTimeSpan) return [];
        var now = clock.GetUtcNow();
        return store.Read(reader =>
            (from server in reader.Servers()
             from driver in looking
             where IsTime(reader.TurnTakenAt(Turn(driver, server.Name)), now) && reader.HasDelivered(driver.Kind, server.Name)
             select (driver, server.Name)).ToList());
    }

    /// <summary>Looks at a server, if no other process does.</summary>
    public async Task LookAsync(IServiceDriver driver, string server, TickReport report, CancellationToken cancellation)
    {
        var began = clock.GetUtcNow();
        if (!store.Write(Durability.Normal, writer => writer.TakeTurn(Turn(driver, server), began, options.SurveyEvery))) return;
        var calls = new List<RemoteCall>();
        IReadOnlyList<Sighting> seen = [];
        try
        {
            seen = await driver.Survey!.LookAsync(server, calls.Add, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException failed)
        {
            report.Trouble(failed.Error with { Target = failed.Error.Target ?? server });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nothing was learned; the next turn looks again.
        }
        catch (Exception fault)
        {
            report.Trouble(Faults.Of("Looking at what was delivered", fault, server));
        }
        report.Calls(calls.Count);
        if (calls.Count > 0) store.Write(Durability.Normal, writer => writer.AddCalls(calls));
        if (seen.Count == 0) return;
        Apply(driver, server, seen.GroupBy(one => one.RemoteId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal), began - options.SurveyLag, report);
    }

    private void Apply(IServiceDriver driver, string server, Dictionary<string, Sighting> seen, DateTimeOffset settledBy, TickReport report)
    {
        var restless = new List<DueRequest>();
        foreach (var status in Delivered)
        {
            IReadOnlyList<DeliveredService> page;
            for (long after = 0; ; after = page[^1].Id)
            {
                var from = after;
                page = store.Read(reader => reader.DeliveredPage(driver.Kind, server, status, from, PageSize));
                var known = page.Where(service => seen.ContainsKey(service.RemoteId)).Select(service => (Service: service, Seen: seen[service.RemoteId])).ToList();
                Refresh([.. known.Where(one => Differs(one.Service, one.Seen))], settledBy);
                if (status == ServiceStatus.Suspended)
                    restless.AddRange(known.Where(one => one.Seen is { IsRunning: true, Lock: null }).Select(one => Restless(driver, one.Service, one.Seen, settledBy)));
                if (page.Count < PageSize) break;
            }
        }
        if (restless.Count > 0) due.Make(store.Read(reader => restless.Where(one => reader.Service(one.ServiceId) is { } service && one.Holds(reader, service)).ToList()), report);
    }

    /// <summary>Takes in what has changed, except for services that are at work or were a moment ago: their own steps know better than a picture that lags.</summary>
    private void Refresh(IReadOnlyList<(DeliveredService Service, Sighting Seen)> changed, DateTimeOffset settledBy)
    {
        if (changed.Count == 0) return;
        store.Write(Durability.Normal, writer =>
        {
            foreach (var (service, sight) in changed)
                if (writer.Service(service.Id) is { } row && row.RemoteId == service.RemoteId && IsSettled(writer, row, settledBy))
                    writer.SetSeen(service.Id, sight.Status, sight.Lock, sight.Node ?? service.Node, clock.GetUtcNow());
        });
    }

    private static bool Differs(DeliveredService service, Sighting sight) =>
        service.RemoteStatus != sight.Status || service.RemoteLock != sight.Lock || (sight.Node is not null && sight.Node != service.Node);

    private static bool IsSettled(IStateReader reader, ServiceRow service, DateTimeOffset settledBy) =>
        (service.OperationId is null || reader.Operation(service.OperationId.Value) is { State: OperationState.Stopped })
        && !(reader.LastEndedAt(service.Id) > settledBy);

    private static RestlessRequest Restless(IServiceDriver driver, DeliveredService service, Sighting sight, DateTimeOffset settledBy) => new(driver, settledBy)
    {
        ServiceId = service.Id,
        HostName = service.HostName,
        Operation = StandardOperations.Suspend,
        DueSince = settledBy,
        Origin = OperationOrigin.Survey,
        Reason = $"it is suspended, yet {service.RemoteId}{(sight.Node is null ? "" : " on " + sight.Node)} runs; it is switched off again",
    };

    /// <summary>A turn in the future was taken by a clock that has been put back since.</summary>
    private bool IsTime(DateTimeOffset? taken, DateTimeOffset now) => !(taken + options.SurveyEvery > now) || taken > now;

    private static string Turn(IServiceDriver driver, string server) => $"survey:{driver.Kind}/{server.ToLowerInvariant()}";

    /// <summary>Switches off again what is suspended and runs. A stop that has itself stopped with an error waits for an admin.</summary>
    private sealed class RestlessRequest(IServiceDriver driver, DateTimeOffset settledBy) : DueRequest
    {
        public override bool Holds(IStateReader reader, ServiceRow service) =>
            service.Status == ServiceStatus.Suspended && IsSettled(reader, service, settledBy)
            && reader.OperationPage(service.Id, false, null, 0, int.MaxValue).All(open => driver.Operations.GetValueOrDefault(open.Name)?.EndStatus is null);

        public override void Made(IStateWriter writer, ServiceRow service)
        {
            // The open operation itself keeps it from being made twice.
        }
    }
}
