using System.Globalization;
using System.Text;

namespace Provisioning.Proxmox.Client;

/// <summary>Parameters of a request. Null and empty ones are left out: the server takes an empty value as absent.</summary>
internal sealed class Form
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>The parameters in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>Adds text.</summary>
    public Form Add(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _pairs.Add(new(key, value));
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    public Form Add(string key, long? value) => Add(key, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds 1 or 0.</summary>
    public Form Add(string key, bool? value) => Add(key, value is null ? null : value.Value ? "1" : "0");

    /// <summary>The parameters as a form's body: every byte but letters, digits and <c>-_.~</c> escaped, a space as <c>+</c>.</summary>
    public byte[] ToBody() => Encoding.ASCII.GetBytes(Write('+'));

    /// <summary>The parameters as a query, with its question mark; empty when there are none.</summary>
    public string ToQuery() => _pairs.Count == 0 ? "" : "?" + Write(null);

    private string Write(char? space)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in _pairs)
        {
            if (text.Length > 0) text.Append('&');
            Append(text, key, space).Append('=');
            Append(text, value, space);
        }
        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, string value, char? space)
    {
        var escaped = Uri.EscapeDataString(value);
        return text.Append(space is null ? escaped : escaped.Replace("%20", "+", StringComparison.Ordinal));
    }
}
