using System.Text.Json;

namespace Provisioning.Dns.PowerDns;

/// <summary>The comments of others on a record set, each as the JSON it came in: they are sent back as they were.</summary>
internal sealed record Comments(IReadOnlyList<string> Others)
{
    /// <summary>The account that our comments carry.</summary>
    public const string Account = "provisioning";

    public static Comments None { get; } = new([]);
}

/// <summary>Reads the record sets of zone answers.</summary>
internal sealed class RrsetReader(DnsName zone)
{
    private readonly Dictionary<RecordKey, RecordSet> _sets = [];
    private readonly Dictionary<RecordKey, RecordMark> _textMarks = [];
    private uint? _serial;

    public void Take(JsonElement json)
    {
        if (json.Number("serial") is >= 0 and <= uint.MaxValue and var serial) _serial = (uint)serial;
        // An answer without a list is no zone; taken for an empty one it would make everything look gone.
        foreach (var rrset in json.GetProperty("rrsets").EnumerateArray()) TakeSet(rrset);
    }

    /// <summary>Asked record sets that no comment marks.</summary>
    public IEnumerable<RecordKey> Unmarked(IReadOnlyCollection<RecordKey> keys, bool alsoAbsent) =>
        [.. keys.Distinct().Where(key => key.Type is RecordType.A or RecordType.AAAA or RecordType.PTR && RecordMark.CanMark(key) && (_sets.TryGetValue(key, out var set) ? set.Mark is null : alsoAbsent))];

    public ZoneContent Build(bool isWhole)
    {
        foreach (var (key, mark) in _textMarks)
            if (_sets.TryGetValue(key, out var set) && set.Mark is null) _sets[key] = set with { Mark = mark };
        return new ZoneContent(zone, isWhole, _serial, _sets) { LostMarks = _textMarks.Where(each => !_sets.ContainsKey(each.Key)).ToDictionary() };
    }

    private void TakeSet(JsonElement rrset)
    {
        if (TypeOf(rrset.Text("type")) is not { } type) return;
        if (!DnsName.TryParseWritten(rrset.Text("name"), out var name) || !name.IsWithin(zone)) throw new FormatException("a record set without a name of the zone");
        var values = new List<string>();
        foreach (var record in rrset.List("records"))
        {
            // What is switched off counts as absent: a zone's list has it, the list of one name has not (4.7.3).
            if (record.IsTrue("disabled")) continue;
            // A value that its type can't have got there by other ways than the API: it is somebody's, and equal to nothing of ours.
            var content = record.Text("content") ?? "";
            values.Add(RecordValue.Canonical(type, content) ?? Http.Redaction.OneLine(content, 300));
        }
        // The filter by type also yields comments of other types as sets without a record (4.7.3).
        if (values.Count == 0) return;

        if (type == RecordType.TXT && RecordMark.MarkedBy(name) is { } marked && values.Count == 1 && RecordMark.In(values[0]) is { } textMark)
        {
            _textMarks[marked] = textMark;
            return;
        }
        RecordMark? mark = null;
        List<string>? others = null;
        foreach (var comment in rrset.List("comments"))
        {
            if (RecordMark.In(comment.Text("content")) is { } found) mark ??= found;
            else (others ??= []).Add(comment.GetRawText());
        }
        var key = new RecordKey(name, type);
        _sets[key] = new RecordSet(key, rrset.Ttl(), values, mark) { Handle = others is null ? Comments.None : new Comments(others) };
    }

    private static RecordType? TypeOf(string? type) => type switch
    {
        "A" => RecordType.A,
        "AAAA" => RecordType.AAAA,
        "PTR" => RecordType.PTR,
        "TXT" => RecordType.TXT,
        "CNAME" => RecordType.CNAME,
        _ => null,
    };
}
