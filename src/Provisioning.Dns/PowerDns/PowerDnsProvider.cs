using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Provisioning.Http;

namespace Provisioning.Dns.PowerDns;

/// <summary>
/// The HTTP API of a PowerDNS authoritative server (4.7 and later). A PATCH is atomic for its zone, but nobody checks what it replaces, and
/// even one that changes nothing raises the serial: so record sets are read and compared just before they are written.
/// </summary>
internal sealed class PowerDnsProvider : WritingProvider
{
    private const string DefaultBase = "/api/v1/servers/localhost";
    private const int MaxBatch = 500;

    /// <summary>Half of what the web server takes by default (<c>webserver-max-bodysize</c>, 2 MB).</summary>
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary>From this many names on, the whole zone is less work than one request each.</summary>
    private const int WholeZoneFrom = 10;

    private static readonly RecordType[] Writable = [RecordType.A, RecordType.AAAA, RecordType.PTR];

    private readonly HttpServer _server;
    private readonly ConcurrentDictionary<DnsName, string> _paths = new();
    private volatile bool _keepsNoComments;

    public PowerDnsProvider(DnsZone registration, SecretText secret, TransportOptions options) : base(registration) =>
        _server = new HttpServer(registration, BasePath(registration.Endpoint), "X-API-Key", "", secret, options, Words);

    protected override int MaxBatchSize => MaxBodyBytes;

    public override DnsCapabilities Capabilities => new()
    {
        AtomicZone = true,
        CompareAndSwap = false,
        Marks = _keepsNoComments ? MarkPlace.TextRecord : MarkPlace.Comment,
        MaxBatch = MaxBatch,
        Types = Writable,
    };

    public override async Task<ZoneContent> ReadAsync(DnsName zone, IReadOnlyCollection<RecordKey>? keys, CallScope scope, CancellationToken cancellation)
    {
        var path = await PathAsync(zone, scope, cancellation).ConfigureAwait(false);
        var found = new RrsetReader(zone);
        var names = keys?.Select(key => key.Name).Distinct().ToList();
        if (names is null || names.Count >= WholeZoneFrom)
        {
            await ReadAsync(path, null, found, zone, scope, cancellation).ConfigureAwait(false);
            return found.Build(isWhole: names is null);
        }
        foreach (var name in names) await ReadAsync(path, name, found, zone, scope, cancellation).ConfigureAwait(false);
        // Where no comment marks what is there, a text record may: on a backend that keeps no comments.
        foreach (var key in found.Unmarked(keys!, alsoAbsent: _keepsNoComments)) await ReadAsync(path, RecordMark.NameFor(key), found, zone, scope, cancellation).ConfigureAwait(false);
        return found.Build(isWhole: false);
    }

    public override async Task<DnsZoneCheck> TestAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var check = new DnsZoneCheck { Zone = zone.ToString(), Provider = Kind, Endpoint = Registration.Endpoint, Marks = _keepsNoComments ? "text record" : "comment" };
        var problems = new List<ProvisioningError>();
        try
        {
            var started = _server.Clock.GetTimestamp();
            var server = Good(await _server.GetAsync("", scope, cancellation).ConfigureAwait(false), isWrite: false, zone);
            check = check with { LatencyMs = _server.Clock.GetElapsedTime(started).TotalMilliseconds };
            check = check with { Version = _server.Read(server, json => $"{json.Text("daemon_type") ?? "PowerDNS"} {json.Text("version")}") is { } version ? _server.Clean("PowerDNS " + version) : null };
            _paths.TryRemove(zone, out _);
            var (_, kind, serial) = await FindAsync(zone, scope, cancellation).ConfigureAwait(false);
            check = check with { Serial = serial };
            if (kind is "Slave" or "Secondary" or "Consumer") problems.Add(new(ErrorIds.DnsRefused, ErrorKind.Denied,
                $"{zone} is a copy at {_server.Name} (kind {kind}): what is written there is lost at the next transfer. Register the server that has the original.", zone.ToString()));
        }
        catch (ProvisioningException e) when (e.Error.Id is not ErrorIds.LeaseLost)
        {
            problems.Add(e.Error);
        }
        return check with { Problems = problems };
    }

    public override void Dispose() => _server.Dispose();

    protected override int SizeOf(PendingChange change) =>
        600 + (2 * change.Key.Name.ToString().Length) + (change.After?.Values.Sum(value => value.Length + 40) ?? 0)
            + (change.Live?.Handle is Comments comments ? comments.Others.Sum(comment => comment.Length * 6) : 0);

    protected override async Task WriteAsync(DnsName zone, IReadOnlyList<PendingChange> batch, CallScope scope, CancellationToken cancellation)
    {
        var path = await PathAsync(zone, scope, cancellation).ConfigureAwait(false);
        while (true)
        {
            var withComments = !_keepsNoComments;
            var reply = await _server.SendAsync(HttpMethod.Patch, path, Body(batch, withComments), batch.Count == 1 ? batch[0].Key.ToString() : $"{batch.Count} record sets", scope, cancellation).ConfigureAwait(false);
            if (withComments && reply.Status == 422 && Words(reply).Contains("does not support editing comments", StringComparison.OrdinalIgnoreCase))
            {
                _keepsNoComments = true;
                continue;
            }
            Good(reply, isWrite: true, zone);
            return;
        }
    }

    private byte[] Body(IReadOnlyList<PendingChange> batch, bool withComments)
    {
        var bytes = new ArrayBufferWriter<byte>(256 * batch.Count);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteStartArray("rrsets");
        foreach (var each in batch)
        {
            Write(json, each, withComments);
            if (withComments) continue;
            var mark = new RecordKey(RecordMark.NameFor(each.Key), RecordType.TXT);
            if (each.After?.Mark is { } wanted)
            {
                if (each.Live?.Mark != wanted) Replace(json, mark, TtlOf(each.After), [TextValue.Quote(wanted.ToString())], null);
            }
            else if (each.Live?.Mark is not null || each.Change.LostMark is not null) Delete(json, mark);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, PendingChange each, bool withComments)
    {
        if (each.After is not { } after)
        {
            if (each.Live is not null) Delete(json, each.Key);
            return;
        }
        // The comments of others on the set stay; without a list of comments, all stay as they are.
        var comments = withComments ? (each.Live?.Handle as Comments ?? Comments.None, after.Mark) : ((Comments, RecordMark?)?)null;
        Replace(json, each.Key, TtlOf(after), after.Values, comments);
    }

    private static void Replace(Utf8JsonWriter json, RecordKey key, int ttl, IReadOnlyList<string> values, (Comments Others, RecordMark? Mark)? comments)
    {
        Begin(json, key, "REPLACE");
        json.WriteNumber("ttl", ttl);
        json.WriteStartArray("records");
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString("content", value);
            json.WriteBoolean("disabled", false);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (comments is { } all)
        {
            json.WriteStartArray("comments");
            foreach (var other in all.Others.Others) json.WriteRawValue(other);
            if (all.Mark is { } mark)
            {
                json.WriteStartObject();
                json.WriteString("content", mark.ToString());
                json.WriteString("account", Comments.Account);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Delete(Utf8JsonWriter json, RecordKey key)
    {
        Begin(json, key, "DELETE");
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, RecordKey key, string change)
    {
        json.WriteStartObject();
        json.WriteString("name", key.Name.ToString());
        json.WriteString("type", key.Type.ToString());
        json.WriteString("changetype", change);
    }

    private async Task ReadAsync(string path, DnsName? name, RrsetReader found, DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var full = name is { } one ? $"{path}?rrset_name={Uri.EscapeDataString(one.ToString())}" : path;
        var reply = Good(await _server.GetAsync(full, scope, cancellation).ConfigureAwait(false), isWrite: false, zone);
        _server.Read(reply, json =>
        {
            found.Take(json);
            return true;
        });
    }

    private async ValueTask<string> PathAsync(DnsName zone, CallScope scope, CancellationToken cancellation) =>
        _paths.TryGetValue(zone, out var path) ? path : (await FindAsync(zone, scope, cancellation).ConfigureAwait(false)).Path;

    /// <summary>Looks a zone up; its path is built of the id that the server gives it, which is not always its name (<c>/</c> is <c>=2F</c>).</summary>
    private async Task<(string Path, string? Kind, uint? Serial)> FindAsync(DnsName zone, CallScope scope, CancellationToken cancellation)
    {
        var reply = Good(await _server.GetAsync($"/zones?zone={Uri.EscapeDataString(zone.ToString())}", scope, cancellation).ConfigureAwait(false), isWrite: false, zone);
        var found = _server.Read(reply, json =>
        {
            foreach (var entry in json.EnumerateArray())
                if (DnsName.TryParseWritten(entry.Text("name"), out var name) && name == zone && entry.Text("id") is { Length: > 0 } id)
                    return ((string Id, string? Kind, uint? Serial)?)(id, entry.Text("kind"), entry.Number("serial") is >= 0 and <= uint.MaxValue and var serial ? (uint)serial : null);
            return null;
        }) ?? throw NotServed(zone);
        var path = "/zones/" + (found.Id.AsSpan().ContainsAnyExcept(PathCharacters) ? Uri.EscapeDataString(found.Id) : found.Id);
        _paths[zone] = path;
        return (path, found.Kind, found.Serial);
    }

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_=");

    private HttpReply Good(HttpReply reply, bool isWrite, DnsName zone)
    {
        if (reply.Status is >= 200 and < 300) return reply;
        if (reply.Status == 404) _paths.TryRemove(zone, out _);
        var said = _server.Clean(Words(reply));
        var at = _server.Name;
        throw reply.Status switch
        {
            401 or 403 => Error(ErrorIds.DnsAuthFailed, ErrorKind.Auth, $"{at} does not accept the API key ({said}). Check the key, and that this address may use the API (webserver-allow-from)."),
            404 => NotServed(zone),
            409 => Error(ErrorIds.DnsConflict, ErrorKind.Conflict, $"{at}: {said}."),
            // The texts of 4.7 for a CNAME beside other data, and for what is there twice.
            422 when said.Contains("onflicts with", StringComparison.Ordinal) || said.Contains("Duplicate record", StringComparison.Ordinal) => Error(ErrorIds.DnsConflict, ErrorKind.Conflict, $"{at}: {said}. Look what else stands at that name."),
            400 or 413 or 422 => Error(ErrorIds.DnsRefused, ErrorKind.Invalid, $"{at} refuses: {said}. See whether the values fit the zone."),
            429 => Error(ErrorIds.DnsRateLimited, ErrorKind.Busy, $"{at} wants to be left alone for a while ({said}).", retryable: true, retryAfter: reply.RetryAfter),
            >= 500 when isWrite => Error(ErrorIds.OutcomeUnknown, ErrorKind.RemoteFailure, $"Whether {at} carried out the change is not known ({said}); look at its effect before repeating it.", retryable: true),
            >= 500 => Error(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, $"{at} failed at it ({said}). Its log says more; it is worth trying again later.", retryable: true, retryAfter: reply.RetryAfter),
            _ => Error(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, $"{at} answers with HTTP {reply.Status} ({said}). Check that the address leads to PowerDNS's API."),
        };
    }

    private ProvisioningException NotServed(DnsName zone) => Error(ErrorIds.DnsZoneNotServed, ErrorKind.NotFound, $"{_server.Name} does not serve the zone {zone}; check its name, and the address.");

    /// <summary>Refusals of a request's content are JSON (422); all others are plain text.</summary>
    private static string Words(HttpReply reply)
    {
        if (HttpServer.TryRead(reply, json => json.Text("error") ?? "") is { Length: > 0 } error) return error;
        var text = reply.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true || reply.Body.Length > 400 ? "" : System.Text.Encoding.UTF8.GetString(reply.Body.Span);
        return text.Length > 0 ? text : reply.Reason.Length > 0 ? reply.Reason : $"HTTP {reply.Status}";
    }

    private static string BasePath(Uri endpoint)
    {
        var path = endpoint.IsAbsoluteUri ? endpoint.AbsolutePath.TrimEnd('/') : "";
        return path.Contains("/servers/", StringComparison.Ordinal) ? path : path + DefaultBase;
    }
}
