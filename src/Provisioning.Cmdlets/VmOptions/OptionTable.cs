using System.Collections;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Options by their own names, or why what was given can't be read.</summary>
internal sealed class OptionTable : Hashtable
{
    private OptionTable() : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    /// <summary>What is wrong; null when all could be read.</summary>
    private string? Problem { get; set; }

    /// <summary>Reads a table, an object, text of the form <c>name=value;name=value</c>, or a list of such texts; null for nothing.</summary>
    public static OptionTable? Of(object? value)
    {
        var table = new OptionTable();
        switch (Arguments.Bare(value))
        {
            case null:
            case string blank when string.IsNullOrWhiteSpace(blank):
                return null;
            case OptionTable known:
                return known;
            case IDictionary given:
                foreach (DictionaryEntry entry in given)
                    table.Take(entry.Key.ToString()!, Arguments.Text(entry.Value));
                break;
            case string text:
                table.ReadText(text);
                break;
            case object[] parts when Array.TrueForAll(parts, part => Arguments.Bare(part) is string):
                // What -Options cores=4, memory=8 comes as.
                table.ReadText(string.Join(';', parts.Select(part => Arguments.Bare(part))));
                break;
            case PSObject row:
                foreach (var property in row.Properties)
                    table.Take(property.Name, Arguments.Text(property.Value));
                break;
            case var other:
                table.Problem = Unreadable(other is IEnumerable many ? string.Join(", ", many.Cast<object?>()) : other.ToString() ?? "");
                break;
        }

        return table;
    }

    /// <summary>The options of a bound parameter.</summary>
    /// <exception cref="ProvisioningException">InvalidValue: it was something else.</exception>
    public static Dictionary<string, string> Read(IDictionary? bound)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var table = Of(bound);
        if (table?.Problem is { } problem)
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, problem);
        foreach (DictionaryEntry entry in (IDictionary?)table ?? new Hashtable())
            options.Add((string)entry.Key, (string)entry.Value!);
        return options;
    }

    private void ReadText(string text)
    {
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } value])
                Take(name, value);
            else
                Problem ??= Unreadable(text);
        }
    }

    private void Take(string name, string value)
    {
        var own = VmOptionName.Of(name);
        if (ContainsKey(own))
            Problem ??= $"Option '{own}' is given twice; give it once.";
        else
            Add(own, value);
    }

    private static string Unreadable(string text) =>
        $"'{text}' is no list of options. Give a table such as @{{ 'CPU Cores' = 4; RAM = 8 }}, or text such as cores=4;memory=8.";
}
