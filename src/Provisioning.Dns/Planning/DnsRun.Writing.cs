using Provisioning.Engine;

namespace Provisioning.Dns;

/// <content>Writing: what is intended is noted first, what is confirmed afterwards.</content>
internal sealed partial class DnsRun
{
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

    private static string Told(DnsChange change)
    {
        var what = change.Action switch { DnsAction.Create => "created", DnsAction.Delete => "deleted", _ => "updated" };
        var values = change.Action == DnsAction.Update ? $"{change.Before} -> {change.After}" : (change.After ?? change.Before)?.ToString();
        return $"{change.Name} {change.Type} {values} {what} in zone {change.Zone} at {change.Provider} {change.Endpoint}: {change.Reason}";
    }
}
