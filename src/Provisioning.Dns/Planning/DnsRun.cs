using System.Globalization;
using Provisioning.Engine;
using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>
/// Brings record sets into step: reads the store and the zones, plans, and writes what differs, each zone under the sole right to write it.
/// Before a write the store knows what is about to be written, and checks in that same moment that it is still needed; afterwards it knows
/// that it was. A run that dies anywhere is put right by the next one.
/// </summary>
internal sealed partial class DnsRun(IStateStore store, DnsProviderSet providers, TimeProvider clock, DnsOptions options, ICallLog log, string worker)
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

    private JournalEntry Line(long serviceId, JournalEvent what, string message, string? errorId = null) => new()
    {
        At = Now, Event = what, ServiceId = serviceId, Operation = "DNS", Message = message, ErrorId = errorId, Worker = worker,
    };

    private static DnsChange NoZone(Want want) => new()
    {
        ZoneId = 0, Name = want.Key.Name.ToString(), Type = want.Key.Type.ToString(), Action = DnsAction.NoZone, Reason = "no registered zone holds this name",
        ServiceId = want.ServiceId, Address = want.Address,
    };

    private static ProvisioningError NoZoneError(Want want) => new(ErrorIds.DnsNoZone, ErrorKind.NotFound,
        $"No registered zone holds {want.Key}; Register-DnsZone enters one.", want.Key.Name.ToString());
}
