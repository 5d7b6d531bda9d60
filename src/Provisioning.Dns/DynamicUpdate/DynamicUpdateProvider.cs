using Provisioning.Http;

namespace Provisioning.Dns.DynamicUpdate;

/// <summary>
/// Dynamic update (RFC 2136) signed with TSIG: BIND, PowerDNS, Knot and others. The server itself checks what must still be there, so nothing
/// is read before writing. Record set and mark (a TXT record beside it) change in one message.
/// </summary>
internal sealed class DynamicUpdateProvider : WritingProvider
{
    private const int MaxBatch = 100;

    /// <summary>Octets of one update: what fits a message with room for its signature.</summary>
    private const int LongestUpdate = 60_000;

    /// <summary>From this many record sets on, one transfer of the zone is less work than asking for each.</summary>
    private const int TransferFrom = 500;

    private static readonly RecordType[] Writable = [RecordType.A, RecordType.AAAA, RecordType.PTR];

    private readonly NameServer _server;
    private volatile bool _keepsNoText;

    public DynamicUpdateProvider(DnsZone registration, SecretText secret, TransportOptions options, Dial? dial = null) : base(registration) =>
        _server = new NameServer(registration, secret, options, dial);

    protected override int MaxBatchSize => LongestUpdate;

    public override DnsCapabilities Capabilities => new()
    {
        AtomicZone = true,
        CompareAndSwap = true,
        Marks = _keepsNoText ? MarkPlace.StoreOnly : MarkPlace.TextRecord,
        MaxBatch = MaxBatch,
        Types = Writable,
    };

    public override async Task<ZoneContent> ReadAsync(DnsName zone, IReadOnlyCollection<RecordKey>? keys, CallScope scope, CancellationToken cancellation)
    {
        if (keys is null) return await TransferAsync(zone, scope, cancellation).ConfigureAwait(false);
        if (keys.Count < TransferFrom) return await AskAsync(zone, keys, scope, cancellation).ConfigureAwait(false);
        try
        {
            return await TransferAsync(zone, scope, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.DnsRefused)
        {
            // The key may change the zone and not transfer it.
            return await AskAsync(zone, keys, scope, cancellation).ConfigureAwait(false);
        }
    }

    public override async Task<DnsZoneCheck> TestAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var check = new DnsZoneCheck { Zone = zone.ToString(), Provider = Kind, Endpoint = Registration.Endpoint };
        var problems = new List<ProvisioningError>();
        try
        {
            var started = _server.Clock.GetTimestamp();
            var answer = (await _server.AskAsync([(zone, Wire.Soa, Wire.ClassIn)], $"{zone} SOA", scope, cancellation).ConfigureAwait(false))[0];
            check = check with { LatencyMs = _server.Clock.GetElapsedTime(started).TotalMilliseconds, Serial = SerialOf(answer, zone) };
            check = check with { Version = await VersionAsync(scope, cancellation).ConfigureAwait(false) };
            var refused = await RefusedTypesAsync(zone, scope, cancellation).ConfigureAwait(false);
            if (refused.Contains(RecordType.TXT) && refused.Count == 1) _keepsNoText = true;
            else if (refused.Count > 0) problems.Add(new(ErrorIds.DnsRefused, ErrorKind.Denied,
                $"{_server.Name} refuses changes of {string.Join(", ", refused)} records in {zone}. Let the key {Registration.KeyName} change them (update-policy or allow-update).", zone.ToString()));
        }
        catch (ProvisioningException e) when (e.Error.Id is not ErrorIds.LeaseLost)
        {
            problems.Add(e.Error);
        }
        return check with { Marks = Capabilities.Marks == MarkPlace.TextRecord ? "text record" : "store only", Problems = problems };
    }

    public override void Dispose() { }

    protected override async Task WriteAsync(DnsName zone, IReadOnlyList<PendingChange> batch, CallScope scope, CancellationToken cancellation)
    {
        var what = batch.Count == 1 ? batch[0].Key.ToString() : $"{zone} ({batch.Count} record sets)";
        try
        {
            await _server.UpdateAsync(Message(zone, batch), zone, what, scope, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.DnsRefused)
        {
            // PowerDNS refuses an update that is signed with the wrong key as it does one that is not allowed; to a question it tells them apart.
            await _server.AskAsync([(zone, Wire.Soa, Wire.ClassIn)], $"{zone} SOA", scope, cancellation).ConfigureAwait(false);
            if (_keepsNoText) throw;
            // Is it the marks? Then this zone does without them, and our store alone knows what is ours.
            var refused = await RefusedTypesAsync(zone, scope, cancellation).ConfigureAwait(false);
            if (!refused.Contains(RecordType.TXT) || batch.Any(each => refused.Contains(each.Key.Type))) throw;
            _keepsNoText = true;
            await _server.UpdateAsync(Message(zone, batch), zone, what, scope, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The size of a lone change is its own and that of an empty message.</summary>
    protected override int SizeOf(PendingChange change) => Message(change.Key.Name, [change]).Size;

    private UpdateMessage Message(DnsName zone, IReadOnlyList<PendingChange> batch)
    {
        var update = new UpdateMessage(zone);
        foreach (var each in batch) Write(update, each.Change);
        return update;
    }

    private void Write(UpdateMessage update, RecordChange change)
    {
        var key = change.Key;
        if (change.Before is { } before) update.DemandValues(key, before.Values);
        else
        {
            update.DemandNone(key);
            // A CNAME would make the server drop what is added without a word (RFC 2136 §3.4.2.2).
            if (change.After is not null) update.DemandNone(new RecordKey(key.Name, RecordType.CNAME));
        }
        if (change.After is not { } after)
        {
            if (change.Before is not null) update.Delete(key);
        }
        else if (change.Before is null || !change.Before.Satisfies(after, Registration.TtlPolicy))
        {
            if (change.Before is not null) update.Delete(key);
            foreach (var value in after.Values) update.Add(key, after.Ttl, value);
        }
        if (!_keepsNoText) WriteMark(update, change);
    }

    private static void WriteMark(UpdateMessage update, RecordChange change)
    {
        var mark = new RecordKey(RecordMark.NameFor(change.Key), RecordType.TXT);
        var (before, after) = (change.MarkBefore, change.After?.Mark);
        if (before is null) update.DemandNone(mark);
        else update.DemandValues(mark, [before.ToString()]);
        if (before == after) return;
        if (before is not null) update.Delete(mark);
        if (after is not null) update.Add(mark, change.After!.Ttl, after.ToString());
    }

    private async Task<ZoneContent> AskAsync(DnsName zone, IReadOnlyCollection<RecordKey> keys, CallScope scope, CancellationToken cancellation)
    {
        var questions = new List<(DnsName Name, int Type, int Class)>(1 + (2 * keys.Count)) { (zone, Wire.Soa, Wire.ClassIn) };
        foreach (var key in keys.Distinct())
        {
            questions.Add((key.Name, (int)key.Type, Wire.ClassIn));
            if (Writable.Contains(key.Type) && RecordMark.CanMark(key)) questions.Add((RecordMark.NameFor(key), (int)RecordType.TXT, Wire.ClassIn));
        }
        var answers = await _server.AskAsync(questions, questions.Count <= 3 ? keys.FirstOrDefault().ToString() : $"{zone} ({keys.Count} record sets)", scope, cancellation).ConfigureAwait(false);
        var serial = SerialOf(answers[0], zone);
        var sets = new SetBuilder(zone);
        // An answer also follows a CNAME to where it leads; only what stands at the asked name counts.
        for (var i = 1; i < answers.Count; i++)
            if (answers[i].IsAuthoritative)
                foreach (var record in answers[i].Answers)
                    if (record.Name == questions[i].Name) sets.Add(record);
        return sets.Build(isWhole: false, serial);
    }

    private async Task<ZoneContent> TransferAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var sets = new SetBuilder(zone);
        uint? serial = null;
        try
        {
            await _server.TransferAsync(zone, record =>
            {
                if (record.Type == Wire.Soa) serial = record.Serial;
                else sets.Add(record);
            }, scope, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id is ErrorIds.DnsRefused or ErrorIds.DnsZoneNotServed or ErrorIds.DnsAuthFailed)
        {
            // PowerDNS says NOTAUTH, unsigned, whether key, zone or right is missing; the answer to a question tells them apart.
            SerialOf((await _server.AskAsync([(zone, Wire.Soa, Wire.ClassIn)], $"{zone} SOA", scope, cancellation).ConfigureAwait(false))[0], zone);
            throw Error(ErrorIds.DnsRefused, ErrorKind.Denied, $"{_server.Name} does not let the key {Registration.KeyName} transfer {zone}. Allow it (allow-transfer, TSIG-ALLOW-AXFR).", cause: e);
        }
        return sets.Build(isWhole: true, serial);
    }

    private uint SerialOf(DnsMessage answer, DnsName zone)
    {
        if (answer.IsAuthoritative)
            foreach (var record in answer.Answers)
                if (record.Type == Wire.Soa && record.Name == zone) return record.Serial;
        throw Error(ErrorIds.DnsZoneNotServed, ErrorKind.NotFound, $"{_server.Name} is not responsible for {zone}. Check zone and address.");
    }

    private async Task<string?> VersionAsync(CallScope scope, CancellationToken cancellation)
    {
        try
        {
            var answer = await _server.AskAsync([(DnsName.Parse("version.bind"), (int)RecordType.TXT, Wire.ClassChaos)], "version.bind", scope, cancellation).ConfigureAwait(false);
            return answer[0].Answers is [{ Value: { } version }, ..] ? Redaction.OneLine(version, 80) : null;
        }
        catch (ProvisioningException e) when (e.Error.Id is not ErrorIds.LeaseLost)
        {
            // Many servers keep it to themselves.
            return null;
        }
    }

    /// <summary>
    /// Which of the types we write are refused here. Asked by deleting what is not there, at a name that is demanded to be unused:
    /// the server judges the right and has nothing to do.
    /// </summary>
    private async Task<IReadOnlyList<RecordType>> RefusedTypesAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        RecordType[] types = zone.IsReverse ? [RecordType.PTR, RecordType.TXT] : [RecordType.A, RecordType.AAAA, RecordType.TXT];
        var refused = new List<RecordType>();
        foreach (var type in types)
        {
            var key = new RecordKey(zone.Prepend($"_prov-check-{Guid.NewGuid():N}"), type);
            var update = new UpdateMessage(zone);
            update.DemandUnusedName(key.Name);
            update.Delete(key);
            try
            {
                await _server.UpdateAsync(update, zone, $"{zone} (may {type} be changed?)", scope, cancellation).ConfigureAwait(false);
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.DnsRefused)
            {
                refused.Add(type);
            }
        }
        return refused;
    }

    /// <summary>Gathers records into sets and puts marks where they belong.</summary>
    private sealed class SetBuilder(DnsName zone)
    {
        private readonly Dictionary<RecordKey, (int Ttl, List<string> Values)> _sets = [];
        private readonly Dictionary<RecordKey, RecordMark> _marks = [];

        public void Add(in WireRecord record)
        {
            if (record.Value is null || !Enum.IsDefined((RecordType)record.Type) || !record.Name.IsWithin(zone)) return;
            if (record.Type == (int)RecordType.TXT && RecordMark.MarkedBy(record.Name) is { } marked && RecordMark.In(record.Value) is { } mark)
            {
                _marks[marked] = mark;
                return;
            }
            var key = new RecordKey(record.Name, (RecordType)record.Type);
            if (!_sets.TryGetValue(key, out var set)) _sets.Add(key, set = (record.Ttl, []));
            set.Values.Add(record.Value);
        }

        public ZoneContent Build(bool isWhole, uint? serial)
        {
            var sets = new Dictionary<RecordKey, RecordSet>(_sets.Count);
            foreach (var (key, (ttl, values)) in _sets) sets.Add(key, new RecordSet(key, ttl, values, _marks.GetValueOrDefault(key)));
            return new ZoneContent(zone, isWhole, serial, sets) { LostMarks = _marks.Where(each => !sets.ContainsKey(each.Key)).ToDictionary() };
        }
    }
}
