using System.Globalization;
using System.Runtime.CompilerServices;
using Provisioning.Engine;

namespace Provisioning;

internal sealed class ServiceDirectory(IStateStore store, ProvisioningEngine engine, IReadOnlyDictionary<string, Func<ServiceRow, ServiceCredential?>> credentials, TimeProvider clock) : IServiceDirectory
{
    private static readonly IReadOnlyList<ServiceStatus> AnyStatus = Enum.GetValues<ServiceStatus>();
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public IEnumerable<ProvisionedService> Find(ServiceFilter filter, CancellationToken cancellation) =>
        Pages.Stream((after, limit) => store.Read(r => r.ServicePage(filter, after, limit)), s => s.Id, cancellation);

    public ProvisionedService Get(long id) => Page([id]) is [var service] ? service : throw NotFound(id);

    public ServiceCredential? RevealCredential(long id)
    {
        var row = store.Read(r => r.Service(id)) ?? throw NotFound(id);
        return credentials.TryGetValue(row.Kind, out var reveal) ? reveal(row) : null;
    }

    public ProvisionedService Suspend(long id, PowerOffRequest? how) => Queued(id, StandardOperations.Suspend, Arguments.PowerOff(how));

    public ProvisionedService Resume(long id) => Queued(id, StandardOperations.Resume, "{}");

    public ProvisionedService Terminate(long id, bool keepBackups, bool leaveForeign) =>
        Queued(id, StandardOperations.Terminate, Arguments.Terminate(keepBackups, leaveForeign));

    public ProvisionedService Change(long id, ServiceChange change)
    {
        engine.Records.Change(id, change);
        return Get(id);
    }

    public IReadOnlyList<string> ResetStatuses(string kind) => engine.Records.ResetStatuses(kind);

    public ProvisionedService ResetStatus(long id, string localStatus, bool goOn)
    {
        engine.Records.ResetStatus(id, localStatus, goOn);
        return Get(id);
    }

    public ProvisioningError? WouldRefuse(long id, string operation) => engine.Requests.WouldRefuse(id, operation);

    public async IAsyncEnumerable<ProvisionedService> WaitAsync(IReadOnlyCollection<long> ids, bool tick, TimeSpan? timeout, IProgress<ProvisionedService>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var open = ids.ToHashSet();
        var known = Page(open).Select(s => s.Id).ToHashSet();
        if (open.FirstOrDefault(id => !known.Contains(id)) is var missing and not 0) throw NotFound(missing);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ticking = tick
            ? engine.ContinueAsync(new TickOptions { ServiceIds = [.. open], Watch = true, MaxConcurrency = 32 }, null, stop.Token)
            : Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token);
        var until = clock.GetUtcNow() + timeout;
        var shown = new Dictionary<long, ProvisionedService>();
        try
        {
            while (true)
            {
                var timeIsUp = until is { } end && clock.GetUtcNow() >= end;
                foreach (var service in Page(open))
                {
                    if (HasEnded(service) || timeIsUp)
                    {
                        open.Remove(service.Id);
                        yield return service;
                    }
                    else if (!shown.TryGetValue(service.Id, out var before) || before.Step != service.Step || before.OperationState != service.OperationState)
                    {
                        shown[service.Id] = service;
                        progress?.Report(service);
                    }
                }
                if (open.Count == 0) yield break;
                if (ticking.IsFaulted) await ticking.ConfigureAwait(false);
                await Task.WhenAny(ticking, Task.Delay(Look, clock, stop.Token)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            stop.Cancel();
            await ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ProvisionedService Queued(long id, string operation, string arguments)
    {
        engine.Requests.Request(id, operation, arguments);
        return Get(id);
    }

    /// <summary>Nothing is under way, or what was has stopped and waits for an admin.</summary>
    private static bool HasEnded(ProvisionedService service) => service.OperationState is null or OperationState.Stopped;

    private IReadOnlyList<ProvisionedService> Page(IReadOnlyCollection<long> ids) =>
        store.Read(r => r.ServicePage(new ServiceFilter { Ids = [.. ids], Statuses = AnyStatus }, 0, int.MaxValue));

    private static ProvisioningException NotFound(long id) =>
        new(ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {id}; Get-ProvisionedService lists them.", id.ToString(CultureInfo.InvariantCulture));
}
