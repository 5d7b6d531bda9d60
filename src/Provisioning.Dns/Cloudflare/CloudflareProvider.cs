using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Provisioning.Http;

namespace Provisioning.Dns.Cloudflare;

/// <summary>
/// Cloudflare's API, version 4. A batch is one transaction and runs deletes, then patches, then posts; nobody checks what it changes beyond the
/// records' ids, so records are read and compared just before. Whether a record is proxied is left as it is.
/// </summary>
internal sealed class CloudflareProvider : WritingProvider
{
    /// <summary>What the free plan takes in a batch; others take 3,500.</summary>
    private const int MaxBatch = 200;

    /// <summary>The smallest TTL (30 with an enterprise contract).</summary>
    private const int MinTtl = 60;

    private const int MostPages = 1000;

    /// <summary>From this many names on, reading the zone costs fewer requests than one each.</summary>
    private const int WholeZoneFrom = 6;

    private static readonly RecordType[] Writable = [RecordType.A, RecordType.AAAA, RecordType.PTR];

    private readonly HttpServer _server;
    private readonly RateWindow _window;
    private readonly ConcurrentDictionary<DnsName, string> _ids = new();

    public CloudflareProvider(DnsZone registration, SecretText secret, TransportOptions options) : base(registration)
    {
        _server = new HttpServer(registration, registration.Endpoint.IsAbsoluteUri ? registration.Endpoint.AbsolutePath.TrimEnd('/') : "", "Authorization", "Bearer ", secret, options, Words);
        _window = new RateWindow(options.Clock);
    }

    /// <summary>How many records are asked for at once.</summary>
    public int PageSize { get; init; } = 5000;

    protected override int MaxBatchSize => MaxBatch;

    public override DnsCapabilities Capabilities => new()
    {
        AtomicZone = true,
        CompareAndSwap = false,
        Marks = MarkPlace.Comment,
        MinTtl = MinTtl,
        MaxBatch = MaxBatch,
        Types = Writable,
    };

    public override async Task<ZoneContent> ReadAsync(DnsName zone, IReadOnlyCollection<RecordKey>? keys, CallScope scope, CancellationToken cancellation)
    {
        var id = await IdAsync(zone, scope, cancellation).ConfigureAwait(false);
        var path = $"/zones/{id}/dns_records?per_page={PageSize}";
        var names = keys?.Select(key => key.Name).Distinct().ToList();
        var records = new Dictionary<string, StoredRecord>();
        if (names is null || names.Count >= WholeZoneFrom) await ReadAsync(path, zone, records, scope, cancellation).ConfigureAwait(false);
        else
        {
            foreach (var name in names) await ReadAsync($"{path}&name.exact={Uri.EscapeDataString(name.ToStringWithoutDot())}", zone, records, scope, cancellation).ConfigureAwait(false);
        }
        return new ZoneContent(zone, names is null, null, StoredRecord.Sets(records.Values));
    }

    public override async Task<DnsZoneCheck> TestAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var check = new DnsZoneCheck { Zone = zone.ToString(), Provider = Kind, Endpoint = Registration.Endpoint, Marks = "comment" };
        var problems = new List<ProvisioningError>();
        try
        {
            var started = _server.Clock.GetTimestamp();
            var (id, status, permissions) = await FindAsync(zone, scope, cancellation).ConfigureAwait(false);
            check = check with { LatencyMs = _server.Clock.GetElapsedTime(started).TotalMilliseconds, Version = "Cloudflare API v4" };
            Good(await SendAsync(HttpMethod.Get, $"/zones/{id}/dns_records?per_page=1", null, null, scope, cancellation).ConfigureAwait(false), isWrite: false, zone);
            if (status is not (null or "active")) problems.Add(new(ErrorIds.DnsZoneNotServed, ErrorKind.Busy,
                $"{zone} is {_server.Clean(status)} at Cloudflare: it is not served there yet. Delegate it to Cloudflare's name servers.", zone.ToString()));
            // The list is only sometimes there, and then names what may be read at least.
            if (permissions.Contains("#dns_records:read") && !permissions.Contains("#dns_records:edit")) problems.Add(new(ErrorIds.DnsRefused, ErrorKind.Denied,
                $"The token may read the records of {zone} but not change them. Give it the permission 'DNS Write' for the zone.", zone.ToString()));
        }
        catch (ProvisioningException e) when (e.Error.Id is not ErrorIds.LeaseLost)
        {
            problems.Add(e.Error);
        }
        return check with { Problems = problems };
    }

    public override void Dispose() => _server.Dispose();

    /// <summary>A batch counts records.</summary>
    protected override int SizeOf(PendingChange change) => Work.Of(change).Count;

    protected override async Task WriteAsync(DnsName zone, IReadOnlyList<PendingChange> batch, CallScope scope, CancellationToken cancellation)
    {
        var id = await IdAsync(zone, scope, cancellation).ConfigureAwait(false);
        var reply = await SendAsync(HttpMethod.Post, $"/zones/{id}/dns_records/batch", Body(batch), batch.Count == 1 ? batch[0].Key.ToString() : $"{batch.Count} record sets", scope, cancellation).ConfigureAwait(false);
        Good(reply, isWrite: true, zone);
        bool succeeded;
        try
        {
            succeeded = _server.Read(reply, json => json.IsTrue("success"));
        }
        catch (ProvisioningException e)
        {
            throw Error(ErrorIds.OutcomeUnknown, ErrorKind.BadReply, $"{_server.Name} answered a change with something else than JSON; look at its effect before repeating it.", retryable: true, cause: e);
        }
        if (!succeeded) throw Refused(reply, isWrite: true, zone);
    }

    private byte[] Body(IReadOnlyList<PendingChange> batch)
    {
        List<Work> works = [.. batch.Select(Work.Of)];
        var bytes = new ArrayBufferWriter<byte>(256 * batch.Count);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        List(json, "deletes", works, work => work.Deletes, (record, _) => json.WriteString("id", record.Id));
        List(json, "patches", works, work => work.Patches, (patch, after) =>
        {
            json.WriteString("id", patch.Record.Id);
            if (patch.Value is not null) json.WriteString("content", patch.Value);
            // The TTL of a proxied record is the proxy's affair.
            if (!patch.Record.IsProxied) json.WriteNumber("ttl", TtlOf(after));
            json.WriteString("comment", after.Mark?.ToString() ?? "");
        });
        List(json, "posts", works, work => work.Posts, (value, after) =>
        {
            json.WriteString("name", after.Name.ToStringWithoutDot());
            json.WriteString("type", after.Type.ToString());
            json.WriteString("content", after.Type == RecordType.PTR ? value.TrimEnd('.') : value);
            json.WriteNumber("ttl", TtlOf(after));
            if (after.Type != RecordType.PTR) json.WriteBoolean("proxied", false);
            if (after.Mark is { } mark) json.WriteString("comment", mark.ToString());
        });
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void List<T>(Utf8JsonWriter json, string name, List<Work> works, Func<Work, IReadOnlyList<T>> items, Action<T, RecordSet> write)
    {
        if (works.TrueForAll(work => items(work).Count == 0)) return;
        json.WriteStartArray(name);
        foreach (var work in works)
            foreach (var item in items(work))
            {
                json.WriteStartObject();
                write(item, work.After!);
                json.WriteEndObject();
            }
        json.WriteEndArray();
    }

    /// <summary>Reads every page. A list that changed meanwhile, so that its pages don't add up, is read once more: an incomplete picture is none.</summary>
    private async Task ReadAsync(string path, DnsName zone, Dictionary<string, StoredRecord> into, CallScope scope, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var seen = new HashSet<string>();
            var found = new Dictionary<string, StoredRecord>();
            long? total = null;
            for (var page = 1; page <= MostPages; page++)
            {
                var reply = Good(await SendAsync(HttpMethod.Get, $"{path}&page={page}", null, null, scope, cancellation).ConfigureAwait(false), isWrite: false, zone);
                var (count, pages, all) = _server.Read(reply, json =>
                {
                    if (!json.IsTrue("success")) throw new FormatException("not successful");
                    var entries = 0;
                    foreach (var entry in json.GetProperty("result").EnumerateArray())
                    {
                        entries++;
                        if (entry.Text("id") is { } id) seen.Add(id);
                        if (StoredRecord.Read(entry) is { } record && record.Key.Name.IsWithin(zone)) found[record.Id] = record;
                    }
                    var info = json.TryGetProperty("result_info", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
                    return info.ValueKind == JsonValueKind.Object ? (entries, info.Number("total_pages"), info.Number("total_count")) : (entries, null, null);
                });
                total = all ?? total;
                if (count == 0 || (pages is { } last ? page >= last : count < PageSize)) break;
                if (page == MostPages) throw Error(ErrorIds.ReplyTooLarge, ErrorKind.BadReply, $"{_server.Name}: the list of records of {zone} has no end.");
            }
            if (total is null || seen.Count == total)
            {
                foreach (var (id, record) in found) into[id] = record;
                return;
            }
            if (attempt == 2) throw Error(ErrorIds.BadReply, ErrorKind.BadReply, $"{_server.Name} says that {zone} has {total} records and lists {seen.Count}: it is being changed. Try again when that has ended.", retryable: true);
        }
    }

    private async ValueTask<string> IdAsync(DnsName zone, CallScope scope, CancellationToken cancellation) =>
        _ids.TryGetValue(zone, out var id) ? id : (await FindAsync(zone, scope, cancellation).ConfigureAwait(false)).Id;

    private async Task<(string Id, string? Status, IReadOnlyList<string> Permissions)> FindAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var reply = Good(await SendAsync(HttpMethod.Get, $"/zones?name={Uri.EscapeDataString(zone.ToStringWithoutDot())}&per_page=50", null, null, scope, cancellation).ConfigureAwait(false), isWrite: false, zone);
        var found = _server.Read(reply, json => json.GetProperty("result").EnumerateArray()
            .Where(entry => DnsName.TryParse(entry.Text("name"), out var name) && name == zone)
            .Select(entry => (Id: entry.Text("id"), Status: entry.Text("status"), Permissions: (IReadOnlyList<string>)[.. entry.List("permissions").Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)]))
            // A name that waits in one account may be active in another.
            .OrderBy(entry => entry.Status == "active" ? 0 : 1).FirstOrDefault());
        if (found.Id is null) throw NotServed(zone);
        if (found.Id.Length is 0 or > 64 || !found.Id.All(char.IsAsciiLetterOrDigit)) throw Error(ErrorIds.BadReply, ErrorKind.BadReply, $"{_server.Name} gives {zone} an id that is none.");
        _ids[zone] = found.Id;
        return (found.Id, found.Status, found.Permissions);
    }

    /// <summary>Sends within the allowance: a short wait is sat through, a long one is an error with its time.</summary>
    private async Task<HttpReply> SendAsync(HttpMethod method, string path, byte[]? json, string? what, CallScope scope, CancellationToken cancellation)
    {
        while (_window.Take() is { } wait)
        {
            if (wait > _server.MaxWait) throw Limited(wait, "our allowance is used up");
            await Task.Delay(wait, _server.Clock, cancellation).ConfigureAwait(false);
        }
        var reply = json is null
            ? await _server.GetAsync(path, scope, cancellation).ConfigureAwait(false)
            : await _server.SendAsync(method, path, json, what!, scope, cancellation).ConfigureAwait(false);
        _window.Note(reply.RateLimit);
        if (reply.Status != 429) return reply;
        if (reply.RetryAfter is { } asked) _window.Shut(asked);
        throw Limited(reply.RetryAfter, _server.Clean(Words(reply)));
    }

    private ProvisioningException Limited(TimeSpan? wait, string why) => Error(ErrorIds.DnsRateLimited, ErrorKind.Busy,
        $"{_server.Name} wants to be left alone{(wait is { } time ? $" for {Math.Ceiling(time.TotalSeconds):0} s" : " for a while")}: {why}.", retryable: true, retryAfter: wait);

    private HttpReply Good(HttpReply reply, bool isWrite, DnsName zone) => reply.Status is >= 200 and < 300 ? reply : throw Refused(reply, isWrite, zone);

    private ProvisioningException Refused(HttpReply reply, bool isWrite, DnsName zone)
    {
        var codes = Codes(reply);
        var said = _server.Clean(Words(reply));
        var at = _server.Name;
        // 81057 and 81058: the record exists; 81053 and 81054: an A, AAAA or CNAME record keeps another from that name; 81044: it is gone.
        if (codes.Any(code => code is 81053 or 81054 or 81057 or 81058)) return Error(ErrorIds.DnsConflict, ErrorKind.Conflict, $"{at}: {said}. Look what else stands at that name.");
        if (codes.Contains(81044)) return Error(ErrorIds.DnsStale, ErrorKind.Conflict, $"{at}: {said}. Plan again.");
        if (codes.Any(code => code is 7000 or 7003) || reply.Status == 404)
        {
            _ids.TryRemove(zone, out _);
            return NotServed(zone);
        }
        return reply.Status switch
        {
            401 or 403 => Error(ErrorIds.DnsAuthFailed, ErrorKind.Auth, $"{at} does not accept the token ({said}). Check it; it needs 'Zone Read' and 'DNS Write' for {zone}."),
            >= 500 when isWrite => Error(ErrorIds.OutcomeUnknown, ErrorKind.RemoteFailure, $"Whether {at} carried out the change is not known ({said}); look at its effect before repeating it.", retryable: true),
            >= 500 => Error(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, $"{at} failed at it ({said}); it is worth trying again later.", retryable: true, retryAfter: reply.RetryAfter),
            400 when codes.Any(code => code is 6003 or 6111 or 9106 or 10000) => Error(ErrorIds.DnsAuthFailed, ErrorKind.Auth, $"{at} does not understand the token ({said}). Enter it again."),
            _ => Error(ErrorIds.DnsRefused, ErrorKind.Invalid, $"{at} refuses: {said}. See whether the values fit the zone and its plan."),
        };
    }

    private ProvisioningException NotServed(DnsName zone) => Error(ErrorIds.DnsZoneNotServed, ErrorKind.NotFound, $"{_server.Name} has no zone {zone} that the token may see. Check the name, and the token's zones.");

    private static IReadOnlyList<long> Codes(HttpReply reply) => HttpServer.TryRead<List<long>>(reply, json => [.. json.List("errors").Where(error => error.ValueKind == JsonValueKind.Object).Select(error => error.Number("code") ?? 0)]) ?? [];

    /// <summary>The errors' codes and messages.</summary>
    private static string Words(HttpReply reply)
    {
        var text = HttpServer.TryRead(reply, json => string.Join("; ", json.List("errors").Where(error => error.ValueKind == JsonValueKind.Object).Take(4).Select(error => $"{error.Text("message") ?? "refused"} ({error.Number("code")})")));
        return string.IsNullOrEmpty(text) ? reply.Reason.Length > 0 ? reply.Reason : $"HTTP {reply.Status}" : text;
    }

    /// <summary>What a change of a record set is in single records: kept ones get new TTL and mark, values that go are turned into values that come.</summary>
    private sealed record Work(RecordSet? After, IReadOnlyList<StoredRecord> Deletes, IReadOnlyList<(StoredRecord Record, string? Value)> Patches, IReadOnlyList<string> Posts)
    {
        public int Count => Deletes.Count + Patches.Count + Posts.Count;

        public static Work Of(PendingChange change)
        {
            var stored = change.Live?.Handle as IReadOnlyList<StoredRecord> ?? [];
            if (change.After is not { } after) return new Work(null, stored, [], []);
            var patches = new List<(StoredRecord, string?)>();
            var leaving = new List<StoredRecord>();
            var missing = new List<string>(after.Values);
            foreach (var record in stored)
            {
                // The same value twice can't be; should it be all the same, the second goes.
                if (missing.Remove(record.Value)) patches.Add((record, null));
                else leaving.Add(record);
            }
            var turned = Math.Min(leaving.Count, missing.Count);
            for (var i = 0; i < turned; i++) patches.Add((leaving[i], after.Type == RecordType.PTR ? missing[i].TrimEnd('.') : missing[i]));
            return new Work(after, leaving.GetRange(turned, leaving.Count - turned), patches, missing.GetRange(turned, missing.Count - turned));
        }
    }
}
