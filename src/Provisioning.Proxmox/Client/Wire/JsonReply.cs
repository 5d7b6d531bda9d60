using System.Runtime.InteropServices;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Provisioning.Http;

namespace Provisioning.Proxmox.Client;

/// <summary>Reads the JSON of answers: <c>{"data": …}</c>, and for refusals <c>{"message": "…", "errors": {…}}</c>.</summary>
internal static class JsonReply
{
    // The deepest answer of Proxmox VE nests five levels.
    internal const int MaxDepth = 32;
    private const int SmallBody = 16 * 1024;

    private static readonly JsonLoadSettings Loading = new() { LineInfoHandling = LineInfoHandling.Ignore };

    /// <summary>The <c>data</c> of a good answer; a JSON null when it is null or absent.</summary>
    /// <exception cref="ProvisioningException">BadReply.</exception>
    public static JToken Data(HttpReply reply) =>
        PlainJson.TryReadData(reply.Body.Span, MaxDepth) ?? TryReadData(reply) ?? throw Unexpected(Looks(reply));

    /// <summary>The same from the tolerant reader alone; null when it is no good answer.</summary>
    internal static JToken? TryReadData(HttpReply reply) => TryRead(reply, ReadData);

    /// <summary>The object of an answer; null when it is none.</summary>
    public static JObject? TryParse(HttpReply reply) => TryRead(reply, static json => JToken.ReadFrom(json, Loading)) as JObject;

    private static JToken? TryRead(HttpReply reply, Func<JsonTextReader, JToken?> read)
    {
        if (reply.Body.IsEmpty) return null;
        try
        {
            using var json = new JsonTextReader(Open(reply.Body))
            {
                MaxDepth = MaxDepth,
                DateParseHandling = DateParseHandling.None,
                ArrayPool = CharPool.Instance,
            };
            return read(json);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentException or InvalidCastException)
        {
            return null;
        }
    }

    /// <summary>The data alone: the object around it is read, but never built. Null when there is no object.</summary>
    private static JToken? ReadData(JsonTextReader json)
    {
        JToken? data = null;
        if (!Advance(json) || json.TokenType != JsonToken.StartObject) return null;
        while (Advance(json) && json.TokenType == JsonToken.PropertyName)
        {
            var isData = json.Value is "data";
            // An answer that was cut off is none.
            if (!Advance(json)) return null;
            if (isData) data = JToken.ReadFrom(json, Loading);
            else json.Skip();
        }
        return json.TokenType == JsonToken.EndObject ? data ?? JValue.CreateNull() : null;
    }

    private static bool Advance(JsonTextReader json)
    {
        while (json.Read())
            if (json.TokenType != JsonToken.Comment) return true;
        return false;
    }

    /// <summary>The entries of a list.</summary>
    /// <exception cref="ProvisioningException">BadReply: it is no list.</exception>
    public static JArray List(JToken data) => data as JArray ?? throw Unexpected("a list");

    /// <summary>The entries of a list, read one by one.</summary>
    public static IReadOnlyList<T> List<T>(JToken data, Func<JsonObject, T> read)
    {
        var items = List(data);
        var result = new List<T>(items.Count);
        foreach (var item in items) result.Add(read(JsonObject.From(item)));
        return result;
    }

    /// <summary>The error of an answer that is not what it should be.</summary>
    public static ProvisioningException Unexpected(string expected) => new(ErrorIds.BadReply, ErrorKind.BadReply,
        $"The answer makes no sense: expected {Redaction.OneLine(expected, 200)}. Check that the address leads to a Proxmox VE server and not to a proxy or another service.", retryable: true);

    private static string Looks(HttpReply reply) => reply.MediaType is { } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase)
        ? $"JSON where '{type}' came" : "JSON";

    // Most answers are small, and a string then costs a fraction of a StreamReader's buffers; a large one would only burden the large object heap.
    private static TextReader Open(ReadOnlyMemory<byte> body)
    {
        if (body.Length <= SmallBody || !MemoryMarshal.TryGetArray(body, out var bytes)) return new StringReader(Encoding.UTF8.GetString(body.Span));
        return new StreamReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: SmallBody);
    }

    private sealed class CharPool : IArrayPool<char>
    {
        public static readonly CharPool Instance = new();

        public char[] Rent(int minimumLength) => System.Buffers.ArrayPool<char>.Shared.Rent(minimumLength);

        public void Return(char[]? array)
        {
            if (array is not null) System.Buffers.ArrayPool<char>.Shared.Return(array);
        }
    }
}
