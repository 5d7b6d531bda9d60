using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>
/// What all providers do the same way: changes are judged against what is there, written in batches, a refused batch is taken apart until the
/// culprit stands alone, and an unknown outcome is settled by reading again.
/// </summary>
internal abstract class WritingProvider(DnsZone registration) : IDnsProvider
{
    /// <summary>After this many refusals in a row of single changes the rest is not worth asking.</summary>
    private const int MostRefusals = 8;

    public DnsProviderKind Kind => registration.Provider;

    public abstract DnsCapabilities Capabilities { get; }

    protected DnsZone Registration => registration;

    /// <summary>Whether the server itself checks what must still be there, so that nothing need be read first.</summary>
    protected bool TrustsServer => Capabilities.CompareAndSwap;

    public abstract Task<ZoneContent> ReadAsync(DnsName zone, IReadOnlyCollection<RecordKey>? keys, CallScope scope, CancellationToken cancellation);

    public abstract Task<DnsZoneCheck> TestAsync(DnsName zone, CallScope scope, CancellationToken cancellation);

    public abstract void Dispose();

    public async Task<IReadOnlyList<RecordChangeResult>> ApplyAsync(DnsName zone, IReadOnlyList<RecordChange> changes, CallScope scope, CancellationToken cancellation)
    {
        var run = new Run(this, zone, changes, scope, cancellation);
        await run.WriteAllAsync().ConfigureAwait(false);
        return run.Results;
    }

    /// <summary>Writes a batch, all of it or nothing.</summary>
    /// <exception cref="ProvisioningException">
    /// DnsConflict, DnsStale, DnsRefused, InvalidValue: nothing was written, for a reason that lies in one of the changes.
    /// OutcomeUnknown: it may have been written. Anything else: nothing was written, and trying on makes no sense.
    /// </exception>
    protected abstract Task WriteAsync(DnsName zone, IReadOnlyList<PendingChange> batch, CallScope scope, CancellationToken cancellation);

    /// <summary>The most that is sent together, besides <see cref="DnsCapabilities.MaxBatch"/> changes, in the unit of <see cref="SizeOf"/>.</summary>
    protected abstract int MaxBatchSize { get; }

    /// <summary>How much a change takes of what may be sent together; rather too much than too little.</summary>
    protected abstract int SizeOf(PendingChange change);

    /// <summary>The TTL that is sent.</summary>
    protected int TtlOf(RecordSet set) => set.Ttl == RecordSet.AutomaticTtl ? set.Ttl : Math.Max(set.Ttl, Capabilities.MinTtl);

    /// <summary>An error of this provider.</summary>
    protected ProvisioningException Error(string id, ErrorKind kind, string message, bool retryable = false, TimeSpan? retryAfter = null, Exception? cause = null) =>
        new(new ProvisioningError(id, kind, message, registration.Endpoint.Authority, retryable) { RetryAfter = retryAfter }, cause);

    /// <summary>Whether what is there is as wanted.</summary>
    private bool IsDone(RecordChange change, RecordSet? live, RecordMark? lost)
    {
        if (change.After is null) return live is null && lost is null;
        return live is not null && live.Satisfies(change.After, registration.TtlPolicy, Capabilities.MinTtl) && (Capabilities.Marks == MarkPlace.StoreOnly || live.Mark == change.After.Mark);
    }

    /// <summary>Whether what is there is what the change was made for.</summary>
    private bool IsAsBefore(RecordChange change, RecordSet? live, RecordMark? lost)
    {
        if (change.Before is null) return live is null && (Capabilities.Marks != MarkPlace.TextRecord || lost == change.LostMark);
        return change.Before.HasValuesOf(live) && (Capabilities.Marks == MarkPlace.StoreOnly || live!.Mark == change.Before.Mark);
    }

    /// <summary>Whether a change says itself that nothing is to be done.</summary>
    private bool IsNothing(RecordChange change) => IsDone(change, change.Before, change.LostMark);

    /// <summary>Cuts changes into what is sent together. One change is never cut in two, so one that is too large goes alone.</summary>
    private IEnumerable<IReadOnlyList<PendingChange>> Batches(IReadOnlyList<PendingChange> changes)
    {
        var most = Capabilities.MaxBatch;
        var batch = new List<PendingChange>();
        var size = 0;
        foreach (var change in changes)
        {
            var own = SizeOf(change);
            if (batch.Count > 0 && (batch.Count == most || size + own > MaxBatchSize))
            {
                yield return batch;
                batch = [];
                size = 0;
            }
            batch.Add(change);
            size += own;
        }
        if (batch.Count > 0) yield return batch;
    }

    private sealed class Run(WritingProvider provider, DnsName zone, IReadOnlyList<RecordChange> changes, CallScope scope, CancellationToken cancellation)
    {
        private readonly RecordChangeResult[] _results = new RecordChangeResult[changes.Count];
        private bool _wrote;
        private int _refusals;
        private ProvisioningError? _end;

        public IReadOnlyList<RecordChangeResult> Results => _results;

        public async Task WriteAllAsync()
        {
            var pending = await JudgeAsync().ConfigureAwait(false);
            foreach (var batch in provider.Batches(pending)) await SendAsync(batch).ConfigureAwait(false);
        }

        /// <summary>Settles what needs no writing, and says what does.</summary>
        private async Task<List<PendingChange>> JudgeAsync()
        {
            var pending = new List<PendingChange>(changes.Count);
            var seen = new HashSet<RecordKey>();
            for (var i = 0; i < changes.Count; i++)
            {
                var change = changes[i];
                if (WhyImpossible(change, seen) is { } error) Settle(i, DnsOutcome.Failed, change.Before, error);
                else if (provider.TrustsServer && provider.IsNothing(change)) Settle(i, DnsOutcome.Unchanged, change.Before);
                else pending.Add(new PendingChange(i, change, change.Before));
            }
            if (provider.TrustsServer || pending.Count == 0) return pending;

            var content = await ReadAsync(pending).ConfigureAwait(false);
            var remaining = new List<PendingChange>(pending.Count);
            foreach (var each in pending)
            {
                var (live, lost) = (content[each.Key], content.LostMarks.GetValueOrDefault(each.Key));
                if (provider.IsDone(each.Change, live, lost)) Settle(each.Index, DnsOutcome.Unchanged, live);
                else if (!provider.IsAsBefore(each.Change, live, lost)) Settle(each.Index, DnsOutcome.Stale, live, Stale(each.Key, live));
                else remaining.Add(each with { Live = live });
            }
            return remaining;
        }

        private ProvisioningError? WhyImpossible(RecordChange change, HashSet<RecordKey> seen)
        {
            var key = change.Key;
            if (!key.Name.IsWithin(zone)) return new(ErrorIds.DnsZoneNotServed, ErrorKind.Invalid, $"{key} does not lie in the zone {zone}.", key.ToString());
            if (!provider.Capabilities.Types.Contains(key.Type)) return new(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{key}: records of this type are never written.", key.ToString());
            if (change.After is { Values.Count: 0 } || (change.After ?? change.Before)?.Key is { } other && other != key || change.Before is { } before && before.Key != key)
                return new(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{key}: a change must be about this one record set and leave it values or nothing.", key.ToString());
            if (provider.Capabilities.Marks == MarkPlace.TextRecord && !RecordMark.CanMark(key))
                return new(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{key}: its name leaves no room for the record that marks it as ours; choose a shorter one.", key.ToString());
            return seen.Add(key) ? null : new(ErrorIds.ContradictoryValues, ErrorKind.Invalid, $"{key} is to be changed twice at once.", key.ToString());
        }

        private async Task SendAsync(IReadOnlyList<PendingChange> batch)
        {
            if (_end is not null)
            {
                Fail(batch, _end);
                return;
            }
            try
            {
                await provider.WriteAsync(zone, batch, scope, cancellation).ConfigureAwait(false);
                (_wrote, _refusals) = (true, 0);
                foreach (var each in batch) Settle(each.Index, DnsOutcome.Applied, each.Live);
            }
            catch (ProvisioningException e) when (e.Error.Id is not ErrorIds.LeaseLost)
            {
                await RecoverAsync(batch, e).ConfigureAwait(false);
            }
        }

        private async Task RecoverAsync(IReadOnlyList<PendingChange> batch, ProvisioningException e)
        {
            switch (e.Error.Id)
            {
                case ErrorIds.OutcomeUnknown:
                    _wrote = true;
                    await ReadAgainAsync(batch, e.Error, DnsOutcome.Applied).ConfigureAwait(false);
                    break;
                case ErrorIds.DnsConflict or ErrorIds.DnsStale or ErrorIds.DnsRefused or ErrorIds.InvalidValue when batch.Count > 1:
                    await SendAsync([.. batch.Take(batch.Count / 2)]).ConfigureAwait(false);
                    await SendAsync([.. batch.Skip(batch.Count / 2)]).ConfigureAwait(false);
                    break;
                case ErrorIds.DnsConflict or ErrorIds.DnsStale:
                    await ReadAgainAsync(batch, e.Error, DnsOutcome.Unchanged).ConfigureAwait(false);
                    break;
                case ErrorIds.DnsRefused or ErrorIds.InvalidValue:
                    if (++_refusals >= MostRefusals) _end = e.Error;
                    Fail(batch, e.Error);
                    break;
                default:
                    if (!_wrote) throw new ProvisioningException(e.Error, e);
                    _end = e.Error;
                    Fail(batch, e.Error);
                    break;
            }
        }

        /// <summary>Finds out what became of changes whose writing ended badly.</summary>
        private async Task ReadAgainAsync(IReadOnlyList<PendingChange> batch, ProvisioningError error, DnsOutcome ifDone)
        {
            ZoneContent content;
            try
            {
                content = await ReadAsync(batch).ConfigureAwait(false);
            }
            catch (ProvisioningException e) when (e.Error.Id is not ErrorIds.LeaseLost)
            {
                if (error.Id == ErrorIds.OutcomeUnknown) _end = e.Error;
                Fail(batch, error);
                return;
            }
            foreach (var each in batch)
            {
                var (live, lost) = (content[each.Key], content.LostMarks.GetValueOrDefault(each.Key));
                if (provider.IsDone(each.Change, live, lost)) Settle(each.Index, ifDone, live);
                else if (!provider.IsAsBefore(each.Change, live, lost)) Settle(each.Index, DnsOutcome.Stale, live, Stale(each.Key, live));
                else Settle(each.Index, DnsOutcome.Failed, live, error with { Target = each.Key.ToString() });
            }
        }

        private Task<ZoneContent> ReadAsync(IReadOnlyList<PendingChange> batch) =>
            provider.ReadAsync(zone, [.. batch.Select(each => each.Key)], scope, cancellation);

        private void Fail(IReadOnlyList<PendingChange> batch, ProvisioningError error)
        {
            foreach (var each in batch) Settle(each.Index, DnsOutcome.Failed, each.Live, error);
        }

        private void Settle(int index, DnsOutcome outcome, RecordSet? live, ProvisioningError? error = null) =>
            _results[index] = new RecordChangeResult(changes[index], outcome, live, error);

        private static ProvisioningError Stale(RecordKey key, RecordSet? live) => new(ErrorIds.DnsStale, ErrorKind.Conflict, live is null
            ? $"{key} is not what it was when this was planned: it is gone, or only its mark is left. Plan again."
            : $"{key} is not what it was when this was planned: it is {string.Join(", ", live.Values.Take(4))}, {(live.Mark is { } mark ? $"marked by {mark.Owner:D} for service {mark.Service}" : "marked by nobody")}. Plan again.", key.ToString());
    }
}
