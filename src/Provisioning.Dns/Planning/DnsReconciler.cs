using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Provisioning.Engine;
using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>
/// Keeps records in step with services: for the tick (what changed, and each zone as a whole from time to time), for the operation that a
/// service is asked to do, and for faces.
/// </summary>
public sealed class DnsReconciler : ITickWork, IDnsSync
{
    private readonly IStateStore _store;
    private readonly DnsProviderSet _providers;
    private readonly TimeProvider _clock;
    private readonly DnsOptions _options;
    private readonly ICallLog _sharedCalls;

    /// <summary>A reconciler over a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="providers">The providers of its zones; whoever made them disposes of them.</param>
    /// <param name="clock">Time.</param>
    /// <param name="sharedCalls">Takes note of requests that serve many services at once; null keeps none.</param>
    /// <param name="options">Measures; null takes the usual ones.</param>
    public DnsReconciler(IStateStore store, DnsProviderSet providers, TimeProvider clock, CallSink? sharedCalls = null, DnsOptions? options = null) =>
        (_store, _providers, _clock, _sharedCalls, _options) = (store, providers, clock, new Log(sharedCalls), options ?? new DnsOptions());

    /// <inheritdoc/>
    public DateTimeOffset? NextDueAt(IStateReader reader, IReadOnlyCollection<long>? serviceIds) => reader.NextDnsDueAt(serviceIds);

    /// <inheritdoc/>
    public async Task<TickWorkDone> RunAsync(TickWorkRequest request, CancellationToken cancellation)
    {
        var log = new Log(_sharedCalls.Record);
        var (lines, errors) = (new List<JournalEntry>(), new List<ProvisioningError>());
        var mode = new DnsRunMode { HeedsRests = true, GoOn = request.GoOn };
        var marks = _store.Read(reader => reader.DueDnsMarks(_clock.GetUtcNow(), request.ServiceIds, _options.ServicesAtOnce));
        if (marks.Count > 0) await RunAsync(new DnsTask { ServiceIds = [.. marks.Select(mark => mark.ServiceId)] }).ConfigureAwait(false);
        if (request.ServiceIds is null && request.GoOn()) await CompareAsync().ConfigureAwait(false);
        return new TickWorkDone(log.Count, lines, errors);

        async Task CompareAsync()
        {
            var now = _clock.GetUtcNow();
            var due = _store.Read(reader => reader.DnsZones()).Where(zone => zone.CheckDueAt <= now && !(zone.RestsUntil > now))
                .OrderBy(zone => zone.CheckDueAt).Take(_options.ZonesAtOnce).Select(zone => zone.Id).ToHashSet();
            if (due.Count == 0) return;
            var result = await RunAsync(new DnsTask { Zones = zone => due.Contains(zone.Id) }).ConfigureAwait(false);
            // Somebody else is at them, a comparison perhaps.
            if (result.Busy.Count > 0)
                _store.Write(Durability.Normal, writer =>
                {
                    foreach (var id in result.Busy)
                        if (writer.DnsZone(id) is { } zone && zone.CheckDueAt <= now) writer.SaveDnsZone(zone with { CheckDueAt = now + _options.FirstRest });
                });
        }

        async Task<DnsRunResult> RunAsync(DnsTask task)
        {
            var result = await new DnsRun(_store, _providers, _clock, _options, log, request.Worker).ExecuteAsync(task, mode, static _ => { }, cancellation).ConfigureAwait(false);
            lines.AddRange(result.Lines);
            errors.AddRange(result.Errors);
            return result;
        }
    }

    /// <inheritdoc/>
    public async Task<DnsSynced> SyncAsync(long serviceId, CallSink calls, CancellationToken cancellation)
    {
        var run = new DnsRun(_store, _providers, _clock, _options, new Log(calls), $"{Environment.MachineName}/{Environment.ProcessId}");
        var result = await run.ExecuteAsync(new DnsTask { ServiceIds = [serviceId] }, new DnsRunMode { WaitsForZones = true }, static _ => { }, cancellation).ConfigureAwait(false);
        return new DnsSynced(result.Written, result.Kept, result.Errors);
    }

    /// <summary>What would have to change; see <see cref="IDnsRecords.PlanAsync"/>.</summary>
    public async IAsyncEnumerable<DnsChange> PlanAsync(DnsScope scope, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var result in ChangesAsync(scope, problems, cancellation).ConfigureAwait(false))
            if (scope.IncludeKeep || result.Change.Action != DnsAction.Keep) yield return result.Change;
    }

    /// <summary>Plans and applies in one go; see <see cref="IDnsRecords.SyncAsync"/>.</summary>
    public async IAsyncEnumerable<DnsChangeResult> SyncAsync(DnsScope scope, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var mode = new DnsRunMode { Force = scope.Force, LimitsEndIt = true, WaitsForZones = true, TellsKept = scope.IncludeKeep };
        await foreach (var result in StreamAsync(TaskOf(scope), mode, problems, cancellation).ConfigureAwait(false))
            if (scope.IncludeKeep || result.Change.Action != DnsAction.Keep) yield return result;
    }

    /// <summary>Applies exactly these changes; see <see cref="IDnsRecords.ApplyAsync"/>.</summary>
    public async IAsyncEnumerable<DnsChangeResult> ApplyAsync(IReadOnlyList<DnsChange> changes, bool force, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var given = new List<DnsChange>();
        foreach (var change in changes)
            switch (change.Action)
            {
                case DnsAction.Keep:
                    yield return new DnsChangeResult(change, DnsOutcome.Unchanged);
                    break;
                case DnsAction.Conflict or DnsAction.NoZone:
                    yield return new DnsChangeResult(change, DnsOutcome.Skipped, new ProvisioningError(
                        change.Action == DnsAction.NoZone ? ErrorIds.DnsNoZone : ErrorIds.DnsNotOurs, ErrorKind.Conflict,
                        $"{change.Name} {change.Type} is left alone: {change.Reason}.", change.Name));
                    break;
                default:
                    given.Add(change);
                    break;
            }
        if (given.Count == 0) yield break;
        var zones = _store.Read(reader => reader.DnsZones()).Select(zone => zone.Id).ToHashSet();
        foreach (var lost in given.Where(change => !zones.Contains(change.ZoneId)))
            yield return new DnsChangeResult(lost, DnsOutcome.Stale, new ProvisioningError(ErrorIds.DnsZoneNotFound, ErrorKind.NotFound, $"Zone {lost.Zone} is not registered at {lost.Endpoint} any more; plan again with Get-DnsPlan.", lost.Zone));
        given.RemoveAll(change => !zones.Contains(change.ZoneId));
        if (given.Count == 0) yield break;
        var task = new DnsTask
        {
            Keys = [.. given.Select(change => (change.ZoneId, new RecordKey(DnsName.Parse(change.Name), Enum.Parse<RecordType>(change.Type))))],
            // What was planned says itself what is taken: it is compared with what would be planned now.
            Rights = new Rights(Adopt: true, Force: true, [.. given.Select(change => Guid.TryParse(change.Owner, out var owner) ? owner : Guid.Empty).Distinct()]),
        };
        await foreach (var result in StreamAsync(task, new DnsRunMode { Force = force, LimitsEndIt = true, WaitsForZones = true, Given = given }, null, cancellation).ConfigureAwait(false))
            if (result.Change.Action != DnsAction.NoZone) yield return result;
    }

    /// <summary>What differs; see <see cref="IDnsRecords.CompareAsync"/>.</summary>
    public async IAsyncEnumerable<DnsDifference> CompareAsync(DnsScope scope, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var strict = scope with { Adopt = false, Force = false, TakeFrom = null };
        await foreach (var result in ChangesAsync(strict, problems, cancellation).ConfigureAwait(false))
        {
            var change = result.Change;
            if (change.Action is DnsAction.Keep or DnsAction.NoZone) continue;
            yield return new DnsDifference(change.Action switch
            {
                DnsAction.Create => DnsDrift.Missing,
                DnsAction.Update => DnsDrift.Changed,
                DnsAction.Delete => DnsDrift.Orphaned,
                _ => change.After is null ? DnsDrift.Orphaned : DnsDrift.Foreign,
            }, change);
        }
    }

    private IAsyncEnumerable<DnsChangeResult> ChangesAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation) =>
        StreamAsync(TaskOf(scope), new DnsRunMode { PlanOnly = true, TellsKept = scope.IncludeKeep }, problems, cancellation);

    /// <summary>Hands results out while the run goes on.</summary>
    private async IAsyncEnumerable<DnsChangeResult> StreamAsync(DnsTask task, DnsRunMode mode, Action<ProvisioningError>? problems, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = Channel.CreateUnbounded<DnsChangeResult>(new UnboundedChannelOptions { SingleReader = true });
        var run = RunAsync();
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return result;
            var summary = await run.ConfigureAwait(false);
            // What belongs to a record set came with it.
            foreach (var error in summary.ZoneErrors) problems?.Invoke(error);
        }
        finally
        {
            // Whoever stops listening wants nothing more to be begun.
            stop.Cancel();
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task<DnsRunResult> RunAsync()
        {
            try
            {
                var execution = new DnsRun(_store, _providers, _clock, _options, _sharedCalls, $"{Environment.MachineName}/{Environment.ProcessId}");
                return await execution.ExecuteAsync(task, mode, result => results.Writer.TryWrite(result), stop.Token).ConfigureAwait(false);
            }
            finally
            {
                results.Writer.TryComplete();
            }
        }
    }

    private DnsTask TaskOf(DnsScope scope)
    {
        var known = _store.Read(reader => reader.DnsZones());
        foreach (var pattern in scope.Zones)
            if (!known.Any(zone => Matches(pattern, zone)))
                throw new ProvisioningException(ErrorIds.DnsZoneNotFound, ErrorKind.NotFound, $"No registered zone is called {pattern}; Get-DnsZone lists them.", pattern);
        if (scope.TakeFrom is { } owner && !Guid.TryParse(owner, out _))
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{owner}' is no store's id; Get-DnsPlan shows the owner of a record.", owner);
        return new DnsTask
        {
            ServiceIds = scope.ServiceIds.Count == 0 ? null : scope.ServiceIds,
            Zones = scope.Zones.Count == 0 ? DnsTask.AllZones : zone => scope.Zones.Any(pattern => Matches(pattern, zone)),
            Rights = new Rights(scope.Adopt, scope.Force, scope.TakeFrom is { } from ? [Guid.Parse(from)] : []),
        };
    }

    /// <summary>Whether a name as people write it, wildcards and all, means a zone.</summary>
    public static bool Matches(string? pattern, DnsZone zone) => pattern is null || NamePattern.Matches(pattern.TrimEnd('.'), zone.Name.TrimEnd('.'));

    private sealed class Log(CallSink? sink) : ICallLog
    {
        private int _count;

        public int Count => _count;

        public void Record(RemoteCall call)
        {
            Interlocked.Increment(ref _count);
            sink?.Invoke(call);
        }
    }
}
