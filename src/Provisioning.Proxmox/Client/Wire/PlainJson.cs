using System.Text.Json;
using Newtonsoft.Json.Linq;
using JsonException = System.Text.Json.JsonException;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// Reads the <c>data</c> of an answer straight from its bytes, as long as nothing in it is out of the ordinary. Gives the same tokens as
/// <see cref="JsonReply"/>'s tolerant reader at half the price, and leaves to that one whatever it can't be sure of.
/// </summary>
internal static class PlainJson
{
    /// <summary>The data, a JSON null when it is absent; null when the tolerant reader must decide.</summary>
    public static JToken? TryReadData(ReadOnlySpan<byte> body, int maxDepth)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            JToken? data = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isData = json.ValueTextEquals("data"u8);
                json.Read();
                if (isData) data = Token(ref json);
                else json.Skip();
            }
            return data ?? JValue.CreateNull();
        }
        // Cut off, nested too deep, no JSON; text that is no Unicode; a number out of range; a name that comes twice.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static JToken Token(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => Object(ref json),
        JsonTokenType.StartArray => Array(ref json),
        JsonTokenType.String => new JValue(json.GetString()),
        JsonTokenType.Number => Number(ref json),
        JsonTokenType.True => new JValue(true),
        JsonTokenType.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    private static JObject Object(ref Utf8JsonReader json)
    {
        var result = new JObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = json.GetString()!;
            json.Read();
            result.Add(name, Token(ref json));
        }
        return result;
    }

    private static JArray Array(ref Utf8JsonReader json)
    {
        var result = new JArray();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) result.Add(Token(ref json));
        return result;
    }

    private static JValue Number(ref Utf8JsonReader json)
    {
        if (json.TryGetInt64(out var whole)) return new JValue(whole);
        // A whole number beyond 64 bits is not to lose its last digits.
        if (json.ValueSpan.IndexOfAny(".eE"u8) < 0) throw new FormatException();
        var real = json.GetDouble();
        return double.IsFinite(real) ? new JValue(real) : throw new FormatException();
    }
}
