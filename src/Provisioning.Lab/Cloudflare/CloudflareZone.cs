using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab.Cloudflare;

/// <summary>The records of one zone and the rules that they keep.</summary>
internal sealed partial class CloudflareZone(string id, string name, string status, CloudflareOptions options)
{
    private static readonly string[] s_exclusive = ["A", "AAAA", "CNAME"];

    private List<CloudflareRecord> _records = [];
    private int _made;

    public string Id => id;

    public string Name => name;

    public string Status => status;

    public IReadOnlyList<CloudflareRecord> Records => _records;

    public CloudflareRecord Find(string recordId) => _records.Find(r => r.Id == recordId) ?? throw CloudflareRefusal.NoSuchRecord();

    /// <summary>Makes a record.</summary>
    public CloudflareRecord Post(JObject body)
    {
        var record = Whole(string.Create(CultureInfo.InvariantCulture, $"{id[..8]}{++_made:x24}"), body, options.Time.GetUtcNow());
        DemandRoom(record, 81058, "An identical record already exists.");
        _records.Add(record);
        return record;
    }

    /// <summary>Replaces a record: what is not given takes its default.</summary>
    public CloudflareRecord Put(string recordId, JObject body)
    {
        var old = Find(recordId);
        return Exchange(old, Whole(recordId, body, old.CreatedOn));
    }

    private CloudflareRecord Whole(string recordId, JObject body, DateTimeOffset createdOn)
    {
        return Checked(new CloudflareRecord
        {
            Id = recordId,
            Name = FullName(Text(body, "name") ?? throw CloudflareRefusal.Invalid(9000, "DNS name is invalid.")),
            Type = Text(body, "type") ?? throw CloudflareRefusal.Invalid(1004, "DNS Validation Error: type is required."),
            Content = Text(body, "content") ?? throw CloudflareRefusal.Invalid(9001, "Content is required."),
            Ttl = (int?)body["ttl"] ?? 1,
            Proxied = (bool?)body["proxied"] ?? false,
            Comment = Text(body, "comment"),
            CreatedOn = createdOn,
            ModifiedOn = options.Time.GetUtcNow(),
        });
    }

    /// <summary>Changes the given members of a record.</summary>
    public CloudflareRecord Patch(string recordId, JObject body)
    {
        var old = Find(recordId);
        return Exchange(old, Checked(old with
        {
            Name = Text(body, "name") is { } newName ? FullName(newName) : old.Name,
            Type = Text(body, "type") ?? old.Type,
            Content = Text(body, "content") ?? old.Content,
            Ttl = (int?)body["ttl"] ?? old.Ttl,
            Proxied = (bool?)body["proxied"] ?? old.Proxied,
            Comment = body.ContainsKey("comment") ? Text(body, "comment") : old.Comment,
            ModifiedOn = options.Time.GetUtcNow(),
        }));
    }

    private CloudflareRecord Exchange(CloudflareRecord old, CloudflareRecord changed)
    {
        _records.Remove(old);
        try
        {
            DemandRoom(changed, 81057, "The record already exists.");
        }
        catch (CloudflareRefusal)
        {
            _records.Add(old);
            throw;
        }
        _records.Add(changed);
        return changed;
    }

    public CloudflareRecord Delete(string recordId)
    {
        var record = Find(recordId);
        _records.Remove(record);
        return record;
    }

    /// <summary>All of it, in the order deletes, patches, puts, posts, or nothing.</summary>
    public JObject Batch(JObject body)
    {
        JArray List(string member) => body[member] as JArray ?? [];
        if (List("deletes").Count + List("patches").Count + List("puts").Count + List("posts").Count > options.BatchLimit)
            throw CloudflareRefusal.Invalid(9207, $"Batch is too large: at most {options.BatchLimit} records.");
        var before = new List<CloudflareRecord>(_records);
        try
        {
            string IdOf(JToken item) => (string?)item["id"] ?? throw CloudflareRefusal.Invalid(1004, "DNS Validation Error: id is required.");
            JArray Each(string member, Func<JObject, CloudflareRecord> run) => new(List(member).Select(item => Show(run(item as JObject ?? throw CloudflareRefusal.Invalid(9207, "Request body is invalid.")))));
            return new JObject
            {
                ["deletes"] = Each("deletes", item => Delete(IdOf(item))),
                ["patches"] = Each("patches", item => Patch(IdOf(item), item)),
                ["puts"] = Each("puts", item => Put(IdOf(item), item)),
                ["posts"] = Each("posts", Post),
            };
        }
        catch
        {
            _records = before;
            throw;
        }
    }

    /// <summary>The record as answers show it: a proxied one hides its TTL.</summary>
    public static JObject Show(CloudflareRecord record) => new()
    {
        ["id"] = record.Id,
        ["name"] = record.Name,
        ["type"] = record.Type,
        ["content"] = record.Content,
        ["proxiable"] = s_exclusive.Contains(record.Type),
        ["proxied"] = record.Proxied,
        ["ttl"] = record.Proxied ? 1 : record.Ttl,
        ["settings"] = new JObject(),
        ["meta"] = new JObject(),
        ["comment"] = record.Comment,
        ["tags"] = new JArray(),
        ["created_on"] = record.CreatedOn.ToString("O", CultureInfo.InvariantCulture),
        ["modified_on"] = record.ModifiedOn.ToString("O", CultureInfo.InvariantCulture),
    };

    private static string? Text(JObject body, string member) => body[member] is JValue { Type: JTokenType.String } value ? (string?)value : null;

    /// <summary>A name that does not end in the zone's lies below it.</summary>
    private string FullName(string text)
    {
        var lower = text.TrimEnd('.').ToLowerInvariant();
        return lower == "@" ? name : lower == name || lower.EndsWith("." + name, StringComparison.Ordinal) ? lower : $"{lower}.{name}";
    }

    private CloudflareRecord Checked(CloudflareRecord record)
    {
        if (record.Name.Length > 253 || !NameText().IsMatch(record.Name)) throw CloudflareRefusal.Invalid(9000, "DNS name is invalid.");
        if (record.Ttl != 1 && (record.Ttl < options.SmallestTtl || record.Ttl > 86_400)) throw CloudflareRefusal.Invalid(9021, $"Invalid TTL. Must be between {options.SmallestTtl} and 86400 seconds, or 1 for Automatic.");
        if (record.Comment?.Length > options.LongestComment || record.Comment?.Contains('\n', StringComparison.Ordinal) == true) throw CloudflareRefusal.Invalid(1004, $"DNS Validation Error: comment must be one line of at most {options.LongestComment} characters.");
        if (record.Proxied && !s_exclusive.Contains(record.Type)) throw CloudflareRefusal.Invalid(9004, "This record type cannot be proxied.");
        var comment = record.Comment is { Length: 0 } ? null : record.Comment;
        return record with { Content = Content(record), Comment = comment };
    }

    private static string Content(CloudflareRecord record) => record.Type switch
    {
        "A" => IPAddress.TryParse(record.Content, out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && record.Content.Count(c => c == '.') == 3
            ? v4.ToString() : throw CloudflareRefusal.Invalid(9005, "Content for A record must be a valid IPv4 address."),
        "AAAA" => IPAddress.TryParse(record.Content, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6
            ? v6.ToString() : throw CloudflareRefusal.Invalid(9006, "Content for AAAA record must be a valid IPv6 address."),
        "CNAME" or "PTR" => record.Content.TrimEnd('.').ToLowerInvariant(),
        "TXT" or "MX" or "NS" => record.Content,
        _ => throw CloudflareRefusal.Invalid(1004, "DNS Validation Error: unknown type."),
    };

    private void DemandRoom(CloudflareRecord record, int code, string message)
    {
        if (_records.Exists(r => r.Name == record.Name && r.Type == record.Type && r.Content == record.Content)) throw CloudflareRefusal.Invalid(code, message);
        if (s_exclusive.Contains(record.Type) && _records.Exists(r => r.Name == record.Name && s_exclusive.Contains(r.Type) && (r.Type == "CNAME" || record.Type == "CNAME")))
            throw CloudflareRefusal.Invalid(81053, "An A, AAAA, or CNAME record with that host already exists.");
    }

    [GeneratedRegex(@"^(\*\.)?[a-z0-9_/-]{1,63}(\.[a-z0-9_/-]{1,63})*$")]
    private static partial Regex NameText();
}
