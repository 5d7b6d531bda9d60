using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// One object of an answer, read tolerantly: the server sends numbers as strings and flags as 0, 1, "1" or true, and which one changes
/// between versions. Only what is indispensable is demanded.
/// </summary>
internal readonly struct JsonObject(JObject json)
{
    /// <summary>The object behind a token.</summary>
    /// <exception cref="ProvisioningException">BadReply: it is something else.</exception>
    public static JsonObject From(JToken token) => token is JObject json ? new(json) : throw JsonReply.Unexpected($"an object where {Kind(token)} came");

    /// <summary>Its members in the server's order.</summary>
    public IEnumerable<JProperty> Members => json.Properties();

    /// <summary>A member's text; null when it is absent, null, empty or no scalar.</summary>
    public string? Text(string name) => TextOf(json[name]) is { Length: > 0 } text ? text : null;

    /// <summary>A member's text.</summary>
    /// <exception cref="ProvisioningException">BadReply: it is absent.</exception>
    public string RequiredText(string name) => Text(name) ?? throw JsonReply.Unexpected($"'{name}' in {Describe()}");

    /// <summary>A whole number; null when it is absent or none.</summary>
    public long? Integer(string name)
    {
        var text = Text(name);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        return Number(name) is { } real && Math.Abs(real) < long.MaxValue ? (long)real : null;
    }

    /// <summary>A whole number of a size that counts things; 0 when it is absent or none.</summary>
    public int SmallInteger(string name) => Integer(name) is >= 0 and <= int.MaxValue and var number ? (int)number : 0;

    /// <summary>A number; null when it is absent or none.</summary>
    public double? Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>A VMID.</summary>
    /// <exception cref="ProvisioningException">BadReply: it is absent or outside 1 to 999,999,999.</exception>
    public int RequiredVmId(string name) =>
        Integer(name) is >= 1 and <= 999_999_999 and var id ? (int)id : throw JsonReply.Unexpected($"a VMID as '{name}' in {Describe()}");

    /// <summary>A flag; false when it is absent.</summary>
    public bool Flag(string name) => OptionalFlag(name) ?? false;

    /// <summary>A flag; null when it is absent.</summary>
    public bool? OptionalFlag(string name) => Text(name) switch
    {
        null => null,
        "0" or "false" or "off" or "no" => false,
        _ => true,
    };

    /// <summary>A member that is an object itself; null otherwise.</summary>
    public JsonObject? Child(string name) => json[name] is JObject child ? new JsonObject(child) : null;

    /// <summary>A scalar's text in the invariant form, true and false as 1 and 0; null for anything else.</summary>
    public static string? TextOf(JToken? token) => token is not JValue value ? null : value.Value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "1" : "0",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Kind(JToken token) => token.Type.ToString().ToLowerInvariant();

    private string Describe()
    {
        var names = new List<string>();
        foreach (var member in json.Properties())
        {
            if (names.Count == 4) break;
            names.Add(member.Name.Length > 24 ? member.Name[..24] : member.Name);
        }
        return names.Count == 0 ? "an empty entry" : "an entry with " + string.Join(", ", names);
    }
}
