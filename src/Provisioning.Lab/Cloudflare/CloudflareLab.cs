using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab.Cloudflare;

/// <summary>
/// A DNS service that behaves as Cloudflare's public documentation of its API, version 4, says: zones, records, batches in one transaction,
/// pages, error codes, permissions of tokens, and an allowance of requests on a clock.
/// </summary>
public sealed class CloudflareLab(CloudflareOptions? options = null)
{
    private static readonly string[] s_reader = ["#dns_records:read", "#zone:read"];
    private static readonly string[] s_editor = ["#dns_records:edit", .. s_reader];

    private readonly Lock _gate = new();
    private readonly CloudflareOptions _options = options ?? new CloudflareOptions();
    private readonly RateLimiter _limiter = new(options ?? new CloudflareOptions());
    private readonly List<CloudflareZone> _zones = [];
    private readonly Dictionary<string, bool> _tokens = [];
    private readonly List<CloudflareCall> _calls = [];
    private readonly Queue<(string Method, CloudflareFault Fault)> _faults = new();

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<CloudflareCall> Calls { get { lock (_gate) return [.. _calls]; } }

    /// <summary>Adds a zone.</summary>
    /// <param name="name">Its name without a final dot.</param>
    /// <param name="status"><c>active</c>, or <c>pending</c> until it is delegated.</param>
    public void AddZone(string name, string status = "active")
    {
        lock (_gate) _zones.Add(new CloudflareZone(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32], name, status, _options));
    }

    /// <summary>Adds a token that sees every zone.</summary>
    /// <param name="token">The token.</param>
    /// <param name="mayEdit">Whether it may change records.</param>
    public void AddToken(string token, bool mayEdit = true)
    {
        lock (_gate) _tokens[token] = mayEdit;
    }

    /// <summary>Adds a record as somebody else would.</summary>
    /// <returns>Its id.</returns>
    public string AddRecord(string zone, string name, string type, string content, int ttl = 1, bool proxied = false, string? comment = null)
    {
        lock (_gate)
        {
            return ZoneOf(zone).Post(new JObject { ["name"] = name, ["type"] = type, ["content"] = content, ["ttl"] = ttl, ["proxied"] = proxied, ["comment"] = comment }).Id;
        }
    }

    /// <summary>Removes a record as somebody else would.</summary>
    public void RemoveRecord(string zone, string id)
    {
        lock (_gate) ZoneOf(zone).Delete(id);
    }

    /// <summary>The records of a zone.</summary>
    public IReadOnlyList<CloudflareRecord> Records(string zone)
    {
        lock (_gate) return [.. ZoneOf(zone).Records];
    }

    /// <summary>Lets something go wrong with the next request of that method.</summary>
    public void Break(string method, CloudflareFault fault)
    {
        lock (_gate) _faults.Enqueue((method, fault));
    }

    /// <summary>Answers a request.</summary>
    /// <returns>Null when the connection breaks.</returns>
    internal CloudflareAnswer? Handle(string method, string path, string query, string? authorization, string body)
    {
        lock (_gate)
        {
            CloudflareFault? fault = _faults.TryPeek(out var next) && next.Method == method ? _faults.Dequeue().Fault : null;
            var answer = fault switch
            {
                CloudflareFault.DropBefore => null,
                CloudflareFault.Fail => new CloudflareAnswer(500, "", null),
                _ => Answer(method, path, query, authorization, body),
            };
            if (fault == CloudflareFault.DropAfter) answer = null;
            _calls.Add(new CloudflareCall(method, path + (query.Length > 0 ? "?" + query : ""), body, answer?.Status ?? 0));
            return answer;
        }
    }

    private CloudflareAnswer Answer(string method, string path, string query, string? authorization, string body)
    {
        var headers = new List<KeyValuePair<string, string>>();
        try
        {
            var mayEdit = Authenticate(authorization, headers);
            var result = Route(method, path.Trim('/').Split('/'), Query(query), mayEdit, body, out var info);
            return new CloudflareAnswer(200, Envelope(true, null, result, info), headers);
        }
        catch (CloudflareRefusal refusal)
        {
            return new CloudflareAnswer(refusal.Status, Envelope(false, new JObject { ["code"] = refusal.Code, ["message"] = refusal.Message }, null, null), headers);
        }
    }

    private bool Authenticate(string? authorization, List<KeyValuePair<string, string>> headers)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal)) throw new CloudflareRefusal(400, 6003, "Invalid request headers");
        var token = authorization["Bearer ".Length..];
        if (!_tokens.TryGetValue(token, out var mayEdit)) throw new CloudflareRefusal(403, 9109, "Invalid access token");
        var (passes, left, seconds) = _limiter.Take(token);
        headers.Add(new("Ratelimit", string.Create(CultureInfo.InvariantCulture, $"\"default\";r={left};t={seconds}")));
        headers.Add(new("Ratelimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"default\";q={_options.RequestsPerWindow};w={(int)_options.Window.TotalSeconds}")));
        if (passes) return mayEdit;
        headers.Add(new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)));
        throw new CloudflareRefusal(429, 971, "Please wait and consider throttling your request speed");
    }

    private JToken Route(string method, string[] path, Dictionary<string, string> query, bool mayEdit, string body, out JObject? info)
    {
        info = null;
        if (path is ["zones"] && method == "GET")
        {
            var zones = _zones.Where(z => !query.TryGetValue("name", out var name) || string.Equals(z.Name, name, StringComparison.OrdinalIgnoreCase)).Select(z => Show(z, mayEdit)).ToList();
            return Page(zones, query, 20, 50, out info);
        }
        if (path is not ["zones", var id, "dns_records", ..]) throw new CloudflareRefusal(404, 7000, "No route for that URI");
        var zone = _zones.Find(z => z.Id == id) ?? throw CloudflareRefusal.NoSuchZone(id);
        if (method != "GET" && !mayEdit) throw new CloudflareRefusal(403, 10000, "Authentication error");
        return (method, path.Length, path[^1]) switch
        {
            ("GET", 3, _) => Page([.. zone.Records.Where(r => Matches(r, query)).OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Id, StringComparer.Ordinal).Select(CloudflareZone.Show)], query, 100, _options.LargestPage, out info),
            ("POST", 3, _) => CloudflareZone.Show(zone.Post(Body(body))),
            ("POST", 4, "batch") => zone.Batch(Body(body)),
            ("GET", 4, var record) => CloudflareZone.Show(zone.Find(record)),
            ("PUT", 4, var record) => CloudflareZone.Show(zone.Put(record, Body(body))),
            ("PATCH", 4, var record) => CloudflareZone.Show(zone.Patch(record, Body(body))),
            ("DELETE", 4, var record) => new JObject { ["id"] = zone.Delete(record).Id },
            _ => throw new CloudflareRefusal(405, 7001, "Method not allowed"),
        };
    }

    private static bool Matches(CloudflareRecord record, Dictionary<string, string> query)
    {
        bool Is(string filter, string value) => !query.TryGetValue(filter, out var wanted) || string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase);
        return Is("name.exact", record.Name) && Is("name", record.Name) && Is("type", record.Type) && Is("content.exact", record.Content) && Is("comment.exact", record.Comment ?? "")
            && (!query.TryGetValue("comment.contains", out var part) || record.Comment?.Contains(part, StringComparison.OrdinalIgnoreCase) == true);
    }

    private static JArray Page(IReadOnlyList<JObject> all, Dictionary<string, string> query, int usual, int largest, out JObject info)
    {
        var size = Number(query, "per_page", usual);
        var page = Number(query, "page", 1);
        if (size < 1 || size > largest) throw CloudflareRefusal.Invalid(9103, $"per_page must be between 1 and {largest}");
        var items = all.Skip((page - 1) * size).Take(size).ToList();
        info = new JObject { ["page"] = page, ["per_page"] = size, ["count"] = items.Count, ["total_count"] = all.Count, ["total_pages"] = (all.Count + size - 1) / size };
        return [.. items];
    }

    private static int Number(Dictionary<string, string> query, string name, int usual) =>
        !query.TryGetValue(name, out var text) ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw CloudflareRefusal.Invalid(9103, $"{name} is invalid");

    private static JObject Show(CloudflareZone zone, bool mayEdit) => new()
    {
        ["id"] = zone.Id,
        ["name"] = zone.Name,
        ["status"] = zone.Status,
        ["paused"] = false,
        ["type"] = "full",
        ["permissions"] = new JArray((mayEdit ? s_editor : s_reader).Select(permission => new JValue(permission))),
    };

    private static JObject Body(string body)
    {
        try
        {
            return JObject.Parse(body);
        }
        catch (JsonException)
        {
            throw CloudflareRefusal.Invalid(9207, "Request body is invalid.");
        }
    }

    private static string Envelope(bool success, JObject? error, JToken? result, JObject? info)
    {
        var envelope = new JObject { ["result"] = result, ["success"] = success, ["errors"] = error is null ? new JArray() : new JArray { error }, ["messages"] = new JArray() };
        if (info is not null) envelope["result_info"] = info;
        return envelope.ToString(Formatting.None);
    }

    private static Dictionary<string, string> Query(string query) => query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "");

    private CloudflareZone ZoneOf(string name) => _zones.Find(z => z.Name == name) ?? throw new ArgumentException($"There is no zone {name}.", nameof(name));
}

/// <summary>An answer of the service.</summary>
internal sealed record CloudflareAnswer(int Status, string Body, IReadOnlyList<KeyValuePair<string, string>>? Headers);
