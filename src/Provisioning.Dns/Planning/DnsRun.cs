using System.Globalization;
using Provisioning.Engine;
using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>How a run is meant.</summary>
internal sealed record DnsRunMode
{
    /// <summary>Plans only: no zone is claimed, nothing is written.</summary>
    public bool PlanOnly { get; init; }
    /// <summary>Too many changes are made all the same.</summary>
    public bool Force { get; init; }
    /// <summary>Too many changes end the run before anything is written; otherwise they are withheld and the rest is done.</summary>
    public bool LimitsEndIt { get; init; }
    /// <summary>Waits for zones that somebody else writes; otherwise they are left to another time.</summary>
    public bool WaitsForZones { get; init; }
    /// <summary>Leaves zones alone that rest after failures.</summary>
    public bool HeedsRests { get; init; }
    /// <summary>Whether what is as it should be is told, too.</summary>
    public bool TellsKept { get; init; }
    /// <summary>Applies these and nothing else.</summary>
    public IReadOnlyList<DnsChange>? Given { get; init; }
    /// <summary>Asked before more is begun.</summary>
    public Func<bool> GoOn { get; init; } = static () => true;
}

/// <summary>What a run came to.</summary>
internal sealed class DnsRunResult
{
    /// <summary>Record sets written.</summary>
    public int Written { get; set; }
    /// <summary>Record sets that were as they should be.</summary>
    public int Kept { get; set; }
    /// <summary>What did not work, once each.</summary>
    public List<ProvisioningError> Errors { get; } = [];
    /// <summary>Those of them that concern a zone as a whole and so come with no record set.</summary>
    public List<ProvisioningError> ZoneErrors { get; } = [];
    /// <summary>Lines that the journal was told.</summary>
    public List<JournalEntry> Lines { get; } = [];
    /// <summary>Services that are not in step yet, with the time to try again.</summary>
    public Dictionary<long, DateTimeOffset> TryAgain { get; } = [];
    /// <summary>Zones that somebody else writes.</summary>
    public HashSet<long> Busy { get; } = [];

    /// <summary>Puts a service off, to the later of two times.</summary>
    public void PutOff(long serviceId, DateTimeOffset until)
    {
        if (!TryAgain.TryGetValue(serviceId, out var before) || before < until) TryAgain[serviceId] = until;
    }

    /// <summary>Keeps an error unless it is known.</summary>
    public void Add(ProvisioningError error, bool ofZone = false)
    {
        if (!Errors.Contains(error)) Errors.Add(error);
        if (ofZone && !ZoneErrors.Contains(error)) ZoneErrors.Add(error);
    }
}

/// <summary>
/// Brings record sets into step: reads the store and the zones, plans, and writes what differs, each zone under the sole right to write it.
/// Before a write the store knows what is about to be written, and checks in that same moment that it is still needed; afterwards it knows
/// that it was. A run that dies anywhere is put right by the next one.
/// </summary>
internal sealed class DnsRun(IStateStore store, DnsProviderSet providers, TimeProvider clock, DnsOptions options, ICallLog log, string worker)
{
    private readonly string _worker = string.Create(CultureInfo.InvariantCulture, $"{worker}/{Guid.NewGuid().ToString("N")[..6]}");
    private readonly DnsRunResult _result = new();
    private readonly object _told = new();

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Runs to the end.</summary>
    /// <param name="task">What is looked at.</param>
    /// <param name="mode">How it is meant.</param>
    /// <param name="emit">Told of every record set as soon as it is settled; one call at a time.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    /// <exception cref="ProvisioningException">DnsTooManyChanges; and what breaks the store.</exception>
    public async Task<DnsRunResult> ExecuteAsync(DnsTask task, DnsRunMode mode, Action<DnsChangeResult> emit, CancellationToken cancellation)
    {
        // Taken before the picture: what changes later has a mark of its own.
        var marks = mode.PlanOnly || task.Keys is not null ? [] : store.Read(reader => reader.DueDnsMarks(DateTimeOffset.MaxValue, task.ServiceIds, int.MaxValue));
        var everywhere = task.Zones == DnsTask.AllZones;
        for (var round = 1; ; round++)
        {
            var stale = await RoundAsync(task, mode, emit, last: round == 3 || mode.Given is not null, cancellation).ConfigureAwait(false);
            if (stale.Count == 0 || !mode.GoOn()) break;
            task = task with { ServiceIds = null, Keys = stale };
        }
        if (!mode.PlanOnly) SettleMarks(everywhere ? marks : []);
        return _result;
    }

    private async Task<IReadOnlyCollection<(long, RecordKey)>> RoundAsync(DnsTask task, DnsRunMode mode, Action<DnsChangeResult> emit, bool last, CancellationToken cancellation)
    {
        var picture = store.Read(reader => task.IsWhole ? DnsPicture.Frame(reader, task) : DnsPicture.Of(reader, task));
        var held = new List<ZoneWork>();
        try
        {
            if (!mode.PlanOnly)
            {
                await ClaimAsync(picture, mode, held, cancellation).ConfigureAwait(false);
                // Whoever had a zone until now may have changed what is ours there.
                if (!task.IsWhole) picture = store.Read(reader => DnsPicture.Of(reader, task));
            }
            var works = picture.Zones.Select(zone => mode.PlanOnly ? new ZoneWork(zone) : held.Find(work => work.Zone.Id == zone.Zone.Id)?.With(zone)).OfType<ZoneWork>().ToList();
            var reading = EachProviderAsync(works, static _ => true, work => ReadAsync(work, task, cancellation));
            try
            {
                // A zone that is read whole is looked up in the store, and what is found arranged, while its provider answers.
                if (task.IsWhole)
                {
                    picture = store.Read(reader => DnsPicture.Of(reader, task));
                    foreach (var work in works)
                        if (picture.Zones.FirstOrDefault(zone => zone.Zone.Id == work.Zone.Id) is { } known) _ = work.With(known).Picture.Needs;
                        else work.IsGone = true;
                }
            }
            finally
            {
                await reading.ConfigureAwait(false);
            }
            works.RemoveAll(work => work.IsGone);
            foreach (var work in works)
                if (work.Content is { } content)
                {
                    // What was given has to be found again, and what was in trouble has to be told that it is over.
                    var all = mode.TellsKept || mode.Given is not null || (!mode.PlanOnly && store.Read(reader => reader.HasDnsTroubles()));
                    var planner = new ZonePlanner(work.Zone, store.StoreId, work.Provider!.Capabilities, task.Rights, all);
                    work.Plan = planner.Plan(work.Picture.Needs, content);
                    _result.Kept += planner.Kept;
                }
            // Whoever asks for certain zones does not ask for what lies in none.
            foreach (var want in task.Zones == DnsTask.AllZones ? picture.Homeless : []) Emit(emit, new DnsChangeResult(NoZone(want), DnsOutcome.Skipped, NoZoneError(want)));
            if (mode.Given is { } given)
                foreach (var work in works) Select(work, given, emit);
            Limit(works, mode);
            if (mode.PlanOnly)
            {
                foreach (var planned in works.SelectMany(work => work.Plan))
                    if (mode.TellsKept || planned.Change.Action != DnsAction.Keep) Emit(emit, new DnsChangeResult(planned.Change, DnsOutcome.Skipped, planned.Conflict));
                foreach (var work in works)
                    if (work.Failure is { } unread) _result.Add(unread, ofZone: true);
                return [];
            }
            Settle(works, task, mode, emit);
            await ApplyAsync(works, mode, emit, last, cancellation).ConfigureAwait(false);
            Conclude(works, task);
            return last ? [] : [.. works.SelectMany(work => work.Stale.Select(key => (work.Zone.Id, key)))];
        }
        finally
        {
            if (held.Count > 0)
                store.Write(Durability.Normal, writer =>
                {
                    foreach (var work in held) writer.ReleaseDnsZone(work.Zone.Id, _worker);
                });
        }
    }

    /// <summary>Takes the sole right to write the zones, in the order of their numbers, so that two who want several never wait for each other.</summary>
    private async Task ClaimAsync(DnsPicture picture, DnsRunMode mode, List<ZoneWork> held, CancellationToken cancellation)
    {
        foreach (var zone in picture.Zones.OrderBy(zone => zone.Zone.Id))
        {
            var work = new ZoneWork(zone);
            if (mode.HeedsRests && zone.Zone.RestsUntil is { } rests && rests > Now)
            {
                PutOff(work, rests);
                if (zone.Zone.LastError is { } error) _result.Add(error, ofZone: true);
                continue;
            }
            while (!Renew(work))
            {
                if (!mode.WaitsForZones)
                {
                    _result.Busy.Add(zone.Zone.Id);
                    PutOff(work, Now + TimeSpan.FromSeconds(1));
                    work = null;
                    break;
                }
                await Task.Delay(options.BusyLook, clock, cancellation).ConfigureAwait(false);
            }
            if (work is not null) held.Add(work);
        }
    }

    private bool Renew(ZoneWork work)
    {
        var until = Now + options.ZoneLease;
        if (!store.Write(Durability.Normal, writer => writer.LeaseDnsZone(work.Zone.Id, _worker, Now, until))) return false;
        work.HeldUntil = until;
        return true;
    }

    private void DemandLease(ZoneWork work)
    {
        if (Now >= work.HeldUntil)
            throw new ProvisioningException(ErrorIds.LeaseLost, ErrorKind.Conflict, $"Writing zone {work.Zone.Name} took so long that another worker may have it; the next tick goes on.", work.Zone.Name, retryable: true);
    }

    /// <summary>Providers work side by side, the zones of one after another: a dead one holds up nobody else, and fails once instead of once a zone.</summary>
    private static Task EachProviderAsync(IEnumerable<ZoneWork> works, Func<ZoneWork, bool> takes, Func<ZoneWork, Task> each) => Task.WhenAll(works.GroupBy(work => (work.Zone.Provider, work.Zone.Endpoint)).Select(async provider =>
    {
        foreach (var work in provider)
        {
            work.Failure ??= provider.Select(other => other.Failure).FirstOrDefault(failure => failure is not null && ConcernsProvider(failure));
            if (work.Failure is null && takes(work)) await each(work).ConfigureAwait(false);
        }
    }));

    private async Task ReadAsync(ZoneWork work, DnsTask task, CancellationToken cancellation)
    {
        await TryAsync(work, async () =>
        {
            work.Provider = providers.Open(work.Zone);
            work.Content = await work.Provider.ReadAsync(work.Name, task.IsWhole ? null : work.Picture.Keys, Scope(null), cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
    }

    private static async Task TryAsync(ZoneWork work, Func<Task> action, CancellationToken cancellation)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (ProvisioningException failed) when (!BreaksStore(failed.Error))
        {
            work.Failure = failed.Error;
        }
        catch (Exception fault) when (fault is not ProvisioningException && !(fault is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            work.Failure = new ProvisioningError(ErrorIds.StepFaulted, ErrorKind.BadReply,
                $"Zone {work.Zone.Name} at {work.Zone.Provider} broke with {fault.GetType().Name}: {Redaction.OneLine(fault.Message, 200)}. It is tried again; report it if it stays.", work.Zone.Name, true);
        }
    }

    /// <summary>Keeps what was given and is still so; says of the rest what became of it.</summary>
    private void Select(ZoneWork work, IReadOnlyList<DnsChange> given, Action<DnsChangeResult> emit)
    {
        var mine = given.Where(change => change.ZoneId == work.Zone.Id).ToList();
        if (work.Failure is not null)
        {
            foreach (var change in mine) Emit(emit, new DnsChangeResult(change, DnsOutcome.Failed, work.Failure));
            return;
        }
        var plan = work.Plan.ToLookup(planned => (planned.Change.Name, planned.Change.Type));
        var selected = new List<PlannedRecord>();
        foreach (var change in mine)
        {
            var now = plan[(change.Name, change.Type)].FirstOrDefault(planned => planned.Change.ServiceId == change.ServiceId) ?? plan[(change.Name, change.Type)].FirstOrDefault();
            if (now is { Wire: not null } && now.Change.Action == change.Action && Equals(now.Change.Before, change.Before) && Equals(now.Change.After, change.After) && now.Change.Owner == change.Owner)
            {
                selected.Add(now with { Change = change });
                continue;
            }
            if (now is null or { Settling: not Settling.None }) selected.AddRange(now is null ? [] : [now]);
            var found = now?.Change.Before;
            Emit(emit, Equals(found, change.After) && now?.Change.Action is null or DnsAction.Keep
                ? new DnsChangeResult(change, DnsOutcome.Unchanged)
                : new DnsChangeResult(change, DnsOutcome.Stale, new ProvisioningError(ErrorIds.DnsStale, ErrorKind.Conflict,
                    $"{change.Name} {change.Type} in zone {change.Zone} is not as it was planned for any more: {now?.Change.Reason ?? "no service needs it and it is not ours"}; plan again with Get-DnsPlan.", change.Name)));
        }
        work.Plan = selected;
    }

    private static void Limit(IReadOnlyList<ZoneWork> works, DnsRunMode mode)
    {
        if (mode.Force || mode.PlanOnly) return;
        foreach (var work in works)
        {
            if (Limits.Exceeded(work.Zone, work.Plan, work.Picture.OwnedCount) is not { } exceeded) continue;
            if (mode.LimitsEndIt) throw exceeded.AsException();
            work.Withheld = exceeded;
        }
    }

    /// <summary>Tells the store what needs no request, and whoever asked what is left as it is.</summary>
    private void Settle(IReadOnlyList<ZoneWork> works, DnsTask task, DnsRunMode mode, Action<DnsChangeResult> emit)
    {
        var lines = new List<JournalEntry>();
        var hasTroubles = store.Read(reader => reader.HasDnsTroubles());
        if (hasTroubles || works.Any(work => work.Plan.Any(planned => planned.Settling != Settling.None || planned.Conflict is not null))) store.Write(Durability.Normal, writer =>
        {
            foreach (var work in works)
                foreach (var planned in work.Plan)
                {
                    var (name, type) = (planned.Change.Name, planned.Change.Type);
                    if (planned.Settling == Settling.Confirm) writer.SaveOwnedRecord(Row(planned, work, Now) with { Data = planned.Change.Before, Intent = null, Intended = null, ConfirmedAt = Now });
                    if (planned.Settling == Settling.Forget) writer.DeleteOwnedRecord(work.Zone.Id, name, type);
                    if (planned.Change.ServiceId is not { } service) continue;
                    if (planned.Conflict is { } conflict)
                    {
                        if (writer.NoteDnsTrouble(service, work.Zone.Id, name, type, conflict.Id, Now)) lines.Add(Line(service, JournalEvent.Note, conflict.Message, conflict.Id));
                    }
                    else if (hasTroubles && planned.Change.Action == DnsAction.Keep)
                    {
                        writer.ForgetDnsTrouble(service, work.Zone.Id, name, type);
                    }
                }
            writer.AddJournal(lines);
        });
        _result.Lines.AddRange(lines);
        foreach (var planned in works.SelectMany(work => work.Plan))
        {
            if (planned.Conflict is { } conflict)
            {
                if (!task.IsWhole) _result.Add(conflict);
                Emit(emit, new DnsChangeResult(planned.Change, DnsOutcome.Skipped, conflict));
            }
            else if (planned.Wire is null && planned.Settling != Settling.Forget)
            {
                _result.Kept++;
                if (mode.TellsKept) Emit(emit, new DnsChangeResult(planned.Change, DnsOutcome.Unchanged));
            }
        }
    }

    /// <summary>Reverse records go before forward ones and are made after them, so that no address points back to a name that is not there.</summary>
    private async Task ApplyAsync(IReadOnlyList<ZoneWork> works, DnsRunMode mode, Action<DnsChangeResult> emit, bool last, CancellationToken cancellation)
    {
        foreach (var (reverse, deletes) in ((bool, bool?)[])[(true, true), (false, null), (true, false)])
            await EachProviderAsync(works, work => work.Name.IsReverse == reverse, async work =>
            {
                var part = work.Plan.Where(planned => planned.Wire is not null && !(work.Withheld is not null && Limits.Withholds(planned))
                    && (deletes is null || deletes == (planned.Change.Action == DnsAction.Delete))).ToList();
                foreach (var chunk in part.Chunk(Math.Max(1, options.WrittenAtOnce)))
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!mode.GoOn())
                    {
                        // Time is up: the rest is due at once for the next tick.
                        foreach (var planned in chunk)
                            if (planned.Change.ServiceId is { } service) PutOff(service, Now);
                        continue;
                    }
                    await TryAsync(work, () => WriteAsync(work, chunk, emit, last, cancellation), cancellation).ConfigureAwait(false);
                    if (work.Failure is not null) break;
                }
            }).ConfigureAwait(false);
        foreach (var work in works)
            foreach (var planned in work.Plan)
            {
                if (planned.Wire is null || work.Settled.Contains(planned.Key)) continue;
                if ((work.Failure ?? (Limits.Withholds(planned) ? work.Withheld : null)) is { } left)
                    Emit(emit, new DnsChangeResult(planned.Change, work.Failure is null ? DnsOutcome.Skipped : DnsOutcome.Failed, left));
            }
    }

    private async Task WriteAsync(ZoneWork work, IReadOnlyList<PlannedRecord> chunk, Action<DnsChangeResult> emit, bool last, CancellationToken cancellation)
    {
        if (!Renew(work)) throw new ProvisioningException(ErrorIds.DnsZoneBusy, ErrorKind.Busy, $"Another worker writes zone {work.Zone.Name} by now; the next tick goes on.", work.Zone.Name, retryable: true);
        var (go, stale) = store.Write(Durability.Full, writer => Intend(writer, work, chunk));
        foreach (var planned in stale) IsStale(work, planned, null, emit, last);
        if (go.Count == 0) return;
        var results = await work.Provider!.ApplyAsync(work.Name, [.. go.Select(planned => planned.Wire!)], Scope(work), cancellation).ConfigureAwait(false);
        DemandLease(work);
        var lines = store.Write(Durability.Normal, writer =>
        {
            var told = new List<JournalEntry>();
            for (var i = 0; i < go.Count; i++) Confirm(writer, work, go[i], results[i], told);
            writer.AddJournal(told);
            return told;
        });
        lock (_told) _result.Lines.AddRange(lines);
        for (var i = 0; i < go.Count; i++)
        {
            var (planned, result) = (go[i], results[i]);
            if (result.Outcome == DnsOutcome.Stale)
            {
                IsStale(work, planned, result.Error, emit, last);
                continue;
            }
            work.Settled.Add(planned.Key);
            Emit(emit, new DnsChangeResult(planned.Change, result.Outcome, result.Error));
            lock (_told)
            {
                if (result.Outcome == DnsOutcome.Applied) _result.Written++;
                if (result.Outcome == DnsOutcome.Unchanged) _result.Kept++;
            }
            if (result.Error is not { } error) continue;
            lock (_told) _result.Add(error);
            if (planned.Change.ServiceId is { } service) PutOff(service, Now + (error.Retryable ? options.FirstRest : options.Withheld));
            if (ConcernsProvider(error)) work.Failure = error;
        }
    }

    /// <summary>
    /// Writes down what is about to be written, after a last look at whether it is still needed: from here on an address that it points to is
    /// not handed out, and a change of the service finds it.
    /// </summary>
    private (List<PlannedRecord> Go, List<PlannedRecord> Stale) Intend(IStateWriter writer, ZoneWork work, IReadOnlyList<PlannedRecord> chunk)
    {
        var table = new ZoneTable(writer.DnsZones());
        var ids = DnsPicture.Claimants(writer, chunk.Select(planned => planned.Key)).Concat(chunk.Select(planned => planned.Want?.ServiceId).OfType<long>()).ToHashSet();
        var needs = writer.NamedServices(ids).SelectMany(service => table.WantsOf(service)).Where(want => want.Zone?.Id == work.Zone.Id).ToLookup(want => want.Key);
        var (go, stale) = (new List<PlannedRecord>(), new List<PlannedRecord>());
        foreach (var planned in chunk)
        {
            var holds = table.Find(work.Zone.Id) is not null && (planned.Want is { } want
                ? needs[planned.Key].Any(need => need.ServiceId == want.ServiceId && need.Value == want.Value)
                : !needs[planned.Key].Any());
            (holds ? go : stale).Add(planned);
            if (!holds) continue;
            if (planned.Want is not null)
                writer.SaveOwnedRecord(Row(planned, work, Now) with { Intent = DnsIntent.Write, Intended = planned.Change.After });
            else if (planned.Owned is { } owned)
                writer.SaveOwnedRecord(owned with { Intent = DnsIntent.Delete, Intended = null });
        }
        return (go, stale);
    }

    private void Confirm(IStateWriter writer, ZoneWork work, PlannedRecord planned, RecordChangeResult result, List<JournalEntry> lines)
    {
        var (name, type, service) = (planned.Change.Name, planned.Change.Type, planned.Change.ServiceId);
        switch (result.Outcome)
        {
            case DnsOutcome.Applied or DnsOutcome.Unchanged when planned.Change.After is { } after:
                writer.SaveOwnedRecord(Row(planned, work, Now) with { Data = after, Intent = null, Intended = null, ConfirmedAt = Now });
                break;
            case DnsOutcome.Applied or DnsOutcome.Unchanged:
                writer.DeleteOwnedRecord(work.Zone.Id, name, type);
                break;
            case DnsOutcome.Stale when planned.Owned is { } owned:
                writer.SaveOwnedRecord(owned);
                break;
            case DnsOutcome.Stale:
                writer.DeleteOwnedRecord(work.Zone.Id, name, type);
                break;
            default:
                // What was intended stays written down: whether it happened shows at the next look.
                break;
        }
        if (service is not { } id) return;
        if (result.Error is { } error && result.Outcome != DnsOutcome.Stale)
        {
            if (writer.NoteDnsTrouble(id, work.Zone.Id, name, type, error.Id, Now)) lines.Add(Line(id, JournalEvent.Failed, error.Message, error.Id));
            return;
        }
        writer.ForgetDnsTrouble(id, work.Zone.Id, name, type);
        if (result.Outcome == DnsOutcome.Applied) lines.Add(Line(id, JournalEvent.Done, Told(planned.Change)));
    }

    private void IsStale(ZoneWork work, PlannedRecord planned, ProvisioningError? error, Action<DnsChangeResult> emit, bool last)
    {
        work.Settled.Add(planned.Key);
        work.Stale.Add(planned.Key);
        if (!last) return;
        if (planned.Change.ServiceId is { } service) PutOff(service, Now + options.FirstRest);
        Emit(emit, new DnsChangeResult(planned.Change, DnsOutcome.Stale, error ?? new ProvisioningError(ErrorIds.DnsStale, ErrorKind.Conflict,
            $"{planned.Key} in zone {work.Zone.Name} is not needed any more as it was planned; plan again with Get-DnsPlan.", planned.Change.Name, true)));
    }

    /// <summary>Writes down how the zones stand: what failed rests, longer each time, together with all that its provider serves if that is what failed.</summary>
    private void Conclude(IReadOnlyList<ZoneWork> works, DnsTask task)
    {
        var lines = new List<JournalEntry>();
        store.Write(Durability.Normal, writer =>
        {
            var failed = new HashSet<long>();
            foreach (var work in works)
            {
                if (writer.DnsZone(work.Zone.Id) is not { } zone) continue;
                if (work.Failure is { } failure) Fail(writer, work, zone, failure, failed, lines, tellServices: task.ServiceIds is not null);
                else Succeed(writer, work, zone, task.IsWhole, lines);
            }
            writer.AddJournal(lines);
        });
        _result.Lines.AddRange(lines);
    }

    private void Fail(IStateWriter writer, ZoneWork work, DnsZone zone, ProvisioningError failure, HashSet<long> failed, List<JournalEntry> lines, bool tellServices)
    {
        _result.Add(failure, ofZone: true);
        if (failure.Id is ErrorIds.LeaseLost or ErrorIds.DnsZoneBusy)
        {
            PutOff(work, Now + TimeSpan.FromSeconds(1));
            return;
        }
        if (!failed.Contains(zone.Id))
        {
            var rest = Math.Min(options.FirstRest.TotalSeconds * Math.Pow(2, Math.Clamp(zone.Failures, 0, 20)), options.LongestRest.TotalSeconds);
            if (failure.RetryAfter is { } asked && asked.TotalSeconds > rest) rest = asked.TotalSeconds;
            zone = zone with { Failures = zone.Failures + 1, RestsUntil = Now + TimeSpan.FromSeconds(rest) };
            foreach (var each in ConcernsProvider(failure) ? Zones(writer, zone) : [zone])
            {
                writer.SaveDnsZone(each with { Failures = zone.Failures, UnreachableSince = each.UnreachableSince ?? Now, RestsUntil = zone.RestsUntil, LastError = failure });
                failed.Add(each.Id);
            }
        }
        PutOff(work, zone.RestsUntil ?? Now);
        if (!tellServices) return;
        // A dead provider is one trouble, however many of its zones wait.
        var place = ConcernsProvider(failure) ? Zones(writer, zone).Min(other => other.Id) : zone.Id;
        foreach (var service in work.Services)
            if (writer.NoteDnsTrouble(service, place, "", "", failure.Id, Now))
                lines.Add(Line(service, JournalEvent.Failed, $"{failure.Message} DNS is tried again; the service itself is not held up.", failure.Id));
    }

    private static IEnumerable<DnsZone> Zones(IStateReader reader, DnsZone zone) => reader.DnsZones().Where(other => other.Provider == zone.Provider && other.Endpoint == zone.Endpoint);

    private void Succeed(IStateWriter writer, ZoneWork work, DnsZone zone, bool whole, List<JournalEntry> lines)
    {
        if (zone.Failures > 0 || zone.UnreachableSince is not null)
            foreach (var each in Zones(writer, zone))
            {
                writer.ForgetDnsTroubles(each.Id);
                // The provider is back for all of its zones, also for those that nobody waits for.
                if (each.Id != zone.Id && each.LastError is { } error && ConcernsProvider(error))
                    writer.SaveDnsZone(each with { Failures = 0, UnreachableSince = null, RestsUntil = null, LastError = null });
            }
        var after = zone with { Failures = 0, UnreachableSince = null, RestsUntil = null, LastError = work.Withheld };
        if (whole) after = after with { CheckedAt = Now, CheckDueAt = Now + zone.RepairEvery };
        if (after != zone) writer.SaveDnsZone(after);
        if (work.Withheld is not { } withheld) return;
        _result.Add(withheld, ofZone: true);
        foreach (var service in work.Plan.Where(Limits.Withholds).Select(planned => planned.Change.ServiceId).OfType<long>().Distinct())
        {
            _result.PutOff(service, Now + options.Withheld);
            // One line says it; a thousand would bury the rest.
            if (lines.Count < 100 && writer.NoteDnsTrouble(service, zone.Id, "", "limit", withheld.Id, Now)) lines.Add(Line(service, JournalEvent.Failed, withheld.Message, withheld.Id));
        }
    }

    /// <summary>Clears the marks of what is in step and puts off the others; what is not in step without a mark gets one.</summary>
    private void SettleMarks(IReadOnlyList<DnsMark> marks)
    {
        if (marks.Count == 0 && _result.TryAgain.Count == 0) return;
        store.Write(Durability.Normal, writer =>
        {
            var earliest = Now + TimeSpan.FromSeconds(1);
            var open = new Dictionary<long, DateTimeOffset>(_result.TryAgain);
            foreach (var mark in marks)
                if (open.Remove(mark.ServiceId, out var until)) writer.PostponeDnsMark(mark.Mark, until > earliest ? until : earliest);
                else writer.ClearDnsMark(mark.Mark);
            if (open.Count == 0) return;
            var marked = writer.DueDnsMarks(DateTimeOffset.MaxValue, open.Keys, int.MaxValue).Select(mark => mark.ServiceId).ToHashSet();
            writer.MarkDns([.. open.Keys.Where(id => !marked.Contains(id))]);
            foreach (var mark in writer.DueDnsMarks(DateTimeOffset.MaxValue, open.Keys, int.MaxValue))
                if (!marked.Contains(mark.ServiceId)) writer.PostponeDnsMark(mark.Mark, open[mark.ServiceId] > earliest ? open[mark.ServiceId] : earliest);
        });
    }

    private void PutOff(ZoneWork work, DateTimeOffset until)
    {
        foreach (var service in work.Services) PutOff(service, until);
    }

    private void PutOff(long service, DateTimeOffset until)
    {
        lock (_told) _result.PutOff(service, until);
    }

    private void Emit(Action<DnsChangeResult> emit, DnsChangeResult result)
    {
        lock (_told) emit(result);
    }

    private CallScope Scope(ZoneWork? work) => new(log) { BeforeSend = work is null ? null : () => DemandLease(work) };

    private static OwnedRecord Row(PlannedRecord planned, ZoneWork work, DateTimeOffset now) => new()
    {
        ZoneId = work.Zone.Id,
        Name = planned.Change.Name,
        Type = planned.Change.Type,
        ServiceId = planned.Want!.ServiceId,
        Address = planned.Want.Address,
        Data = planned.Owned?.Data,
        OwnedSince = planned.Owned?.OwnedSince ?? now,
        ConfirmedAt = planned.Owned?.ConfirmedAt,
    };

    private JournalEntry Line(long serviceId, JournalEvent what, string message, string? errorId = null) => new()
    {
        At = Now, Event = what, ServiceId = serviceId, Operation = "DNS", Message = message, ErrorId = errorId, Worker = worker,
    };

    private static string Told(DnsChange change)
    {
        var what = change.Action switch { DnsAction.Create => "created", DnsAction.Delete => "deleted", _ => "updated" };
        var values = change.Action == DnsAction.Update ? $"{change.Before} -> {change.After}" : (change.After ?? change.Before)?.ToString();
        return $"{change.Name} {change.Type} {values} {what} in zone {change.Zone} at {change.Provider} {change.Endpoint}: {change.Reason}";
    }

    private static DnsChange NoZone(Want want) => new()
    {
        ZoneId = 0, Name = want.Key.Name.ToString(), Type = want.Key.Type.ToString(), Action = DnsAction.NoZone, Reason = "no registered zone holds this name",
        ServiceId = want.ServiceId, Address = want.Address,
    };

    private static ProvisioningError NoZoneError(Want want) => new(ErrorIds.DnsNoZone, ErrorKind.NotFound,
        $"No registered zone holds {want.Key}; Register-DnsZone enters one.", want.Key.Name.ToString());

    /// <summary>Whether the provider itself is what failed: then all its zones rest.</summary>
    private static bool ConcernsProvider(ProvisioningError error) => error.Kind is ErrorKind.Unreachable or ErrorKind.Timeout || error.Id is ErrorIds.DnsRateLimited or ErrorIds.EndpointResting;

    private static bool BreaksStore(ProvisioningError error) => error.Id is ErrorIds.StoreDamaged or ErrorIds.StoreNotWritable or ErrorIds.StoreNotFound or ErrorIds.StoreBusy;

    /// <summary>One zone on its way through a round.</summary>
    private sealed class ZoneWork(ZonePicture picture)
    {
        public ZonePicture Picture { get; private set; } = picture;
        public DnsZone Zone => Picture.Zone;
        public DnsName Name { get; } = DnsName.Parse(picture.Zone.Name);
        public DateTimeOffset HeldUntil { get; set; }
        public IDnsProvider? Provider { get; set; }
        public ZoneContent? Content { get; set; }
        public IReadOnlyList<PlannedRecord> Plan { get; set; } = [];
        public ProvisioningError? Failure { get; set; }
        public ProvisioningError? Withheld { get; set; }
        /// <summary>Forgotten while it was read.</summary>
        public bool IsGone { get; set; }
        public HashSet<RecordKey> Settled { get; } = [];
        public List<RecordKey> Stale { get; } = [];

        public IEnumerable<long> Services => Picture.Wants.Select(want => want.ServiceId).Concat(Picture.Owned.Select(row => row.ServiceId)).Distinct();

        public ZoneWork With(ZonePicture picture)
        {
            Picture = picture;
            return this;
        }
    }
}
