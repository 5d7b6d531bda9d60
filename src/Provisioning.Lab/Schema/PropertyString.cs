using System.Text;

namespace Provisioning.Lab;

/// <summary>Property strings: <c>value,key=value,…</c>, where a value without a key belongs to the format's default key.</summary>
internal static class PropertyString
{
    /// <summary>The fault of a property string, or null.</summary>
    public static string? Check(string name, string text, string format)
    {
        var table = PropertyFormats.Find(format);
        var parsed = new Dictionary<string, string>();
        if (ParseInto(parsed, text, table) is { } broken) return broken;
        var faults = new StringBuilder();
        foreach (var (key, fault) in Faults(parsed, table)) faults.Append(name).Append('.').Append(key).Append(": ").Append(fault).Append('\n');
        return faults.Length == 0 ? null : "format error\n" + faults.ToString()[..^1];
    }

    /// <summary>Takes a valid property string apart.</summary>
    public static Dictionary<string, string> Parse(string text, string format)
    {
        var parsed = new Dictionary<string, string>();
        ParseInto(parsed, text, PropertyFormats.Find(format));
        return parsed;
    }

    /// <summary>Puts the keys together again: the default key first, the others by name.</summary>
    public static string Print(IReadOnlyDictionary<string, string> values, string format)
    {
        var table = PropertyFormats.Find(format);
        var first = table.Parameters.Values.FirstOrDefault(p => p.IsDefaultKey)?.Name;
        var parts = new List<string>();
        if (first is not null && values.TryGetValue(first, out var head))
            parts.Add(table.Aliases.TryGetValue(head, out var alias) && values.TryGetValue(alias.ValueKey, out var tail) ? $"{head}={tail}" : head);
        var hidden = table.Aliases.Count > 0 ? table.Aliases.Values.First().ValueKey : null;
        foreach (var (key, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
            if (key != first && key != hidden) parts.Add($"{key}={value}");
        return string.Join(',', parts);
    }

    private static IEnumerable<KeyValuePair<string, string>> Faults(Dictionary<string, string> parsed, ParameterTable table)
    {
        foreach (var (key, value) in parsed)
        {
            if (table.Find(key) is not { } parameter)
                yield return new(key, "property is not defined in schema and the schema does not allow additional properties");
            else if (parameter.Check(value, inPropertyString: true) is { } fault)
                yield return new(key, fault);
            else if (parameter.Requires is { } needed && !parsed.ContainsKey(needed))
                yield return new(needed, $"missing property - '{key}' requires this property");
        }
        foreach (var parameter in table.Parameters.Values)
            if (parameter.Required && !parsed.ContainsKey(parameter.Name))
                yield return new(parameter.Name, "property is missing and it is not optional");
    }

    private static string? ParseInto(Dictionary<string, string> parsed, string text, ParameterTable table)
    {
        var defaultKey = table.Parameters.Values.FirstOrDefault(p => p.IsDefaultKey)?.Name;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? defaultKey : part[..equals];
            var value = equals < 0 ? part : part[(equals + 1)..];
            if (key is null) return "value without key, but schema does not define a default key";
            if (table.Aliases.TryGetValue(key, out var alias))
            {
                if (!parsed.TryAdd(alias.Key, key)) return $"duplicate key in comma-separated list property: {alias.Key}";
                parsed[alias.ValueKey] = value;
            }
            else if (!parsed.TryAdd(key, value))
                return $"duplicate key in comma-separated list property: {key}";
        }
        return parsed.Count == 0 ? "value must not be empty" : null;
    }
}
