using System.Text.Json;

namespace Provisioning.Dns.Cloudflare;

/// <summary>One record as Cloudflare keeps it: there a record has an id, and a record set is only a name that several share.</summary>
internal sealed record StoredRecord(string Id, RecordKey Key, string Value, int Ttl, bool IsProxied, RecordMark? Mark)
{
    /// <summary>Reads an entry of a list; null when it is of a type that we don't look at.</summary>
    /// <exception cref="FormatException">It has no id or name.</exception>
    public static StoredRecord? Read(JsonElement json)
    {
        RecordType type;
        switch (json.Text("type"))
        {
            case "A": type = RecordType.A; break;
            case "AAAA": type = RecordType.AAAA; break;
            case "PTR": type = RecordType.PTR; break;
            case "TXT": type = RecordType.TXT; break;
            case "CNAME": type = RecordType.CNAME; break;
            case null: throw new FormatException("a record without a type");
            default: return null;
        }
        if (json.Text("id") is not { Length: > 0 and < 100 } id || json.Text("name") is not { } text) throw new FormatException("a record without id or name");
        // A name of the kind that none of ours can be is nobody's concern here.
        if (!DnsName.TryParseWritten(text, out var name) && !DnsName.TryParse(text, out name)) return null;
        var content = json.Text("content") ?? "";
        return new StoredRecord(id, new RecordKey(name, type), RecordValue.Canonical(type, content) ?? Http.Redaction.OneLine(content, 300), json.Ttl(), json.IsTrue("proxied"), RecordMark.In(json.Text("comment")));
    }

    /// <summary>Puts records together to record sets. A set is marked when all its records are, and by the same.</summary>
    public static Dictionary<RecordKey, RecordSet> Sets(IEnumerable<StoredRecord> records)
    {
        var sets = new Dictionary<RecordKey, RecordSet>();
        foreach (var group in records.GroupBy(record => record.Key))
        {
            StoredRecord[] all = [.. group];
            // Two TTLs in one set are equal to none that could be wanted.
            var ttl = all.All(record => record.Ttl == all[0].Ttl) ? all[0].Ttl : 0;
            var mark = all.All(record => record.Mark == all[0].Mark) ? all[0].Mark : null;
            sets.Add(group.Key, new RecordSet(group.Key, ttl, all.Select(record => record.Value), mark) { IsProxied = all.Any(record => record.IsProxied), Handle = all });
        }
        return sets;
    }
}
