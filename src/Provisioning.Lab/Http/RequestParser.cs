using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Parameters out of query and body, with the peculiarities of the real parser.</summary>
internal static class RequestParser
{
    public const long BodyLimit = 512 * 1024;

    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Refuses what the HTTP layer refuses before anyone looks at path or caller.</summary>
    public static void DemandMethod(LabRequest request)
    {
        if (request.Method is not ("GET" or "POST" or "PUT" or "DELETE"))
            throw ApiError.Transport(501, $"method '{request.Method}' not available");
    }

    /// <summary>The parameters; those of the query win.</summary>
    public static Dictionary<string, string> Parse(LabRequest request)
    {
        if (request.BodyBytes > BodyLimit) throw ApiError.Transport(501, "for data too large", ErrorBody.Text);
        if (request.BodyBytes > 0 && request.Method is "GET" or "DELETE" && !string.IsNullOrEmpty(request.Body))
            throw ApiError.Transport(501, $"Unexpected content for method '{request.Method}'", ErrorBody.Text);
        var parameters = ParseBody(request);
        foreach (var (name, value) in ParseForm(request.Query)) parameters[name] = value;
        return parameters;
    }

    private static Dictionary<string, string> ParseBody(LabRequest request)
    {
        if (string.IsNullOrEmpty(request.Body)) return [];
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is null or "" or Form) return ParseForm(request.Body);
        if (type != "application/json") throw ApiError.Transport(506, $"upload 'Content-Type '{type}' not implemented", ErrorBody.Text);
        return ParseJson(request.Body);
    }

    /// <summary>
    /// Pairs end at <c>&amp;</c> and at <c>;</c>, a second <c>=</c> cuts a value off, an empty value counts as absent,
    /// and a repeated key makes a list.
    /// </summary>
    public static Dictionary<string, string> ParseForm(string text)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var pair in text.Split(['&', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            var name = Decode(parts[0]);
            var value = parts.Length > 1 ? Decode(parts[1]) : string.Empty;
            if (value.Length == 0) continue;
            parameters[name] = parameters.TryGetValue(name, out var former) ? $"{former}\0{value}" : value;
        }
        return parameters;
    }

    private static Dictionary<string, string> ParseJson(string text)
    {
        try
        {
            var parameters = new Dictionary<string, string>();
            foreach (var (name, value) in JObject.Parse(text))
                if (value is not null && Flatten(value) is { Length: > 0 } flat) parameters[name] = flat;
            return parameters;
        }
        catch (JsonException e)
        {
            throw ApiError.Transport(500, e.Message, ErrorBody.Text);
        }
    }

    private static string Flatten(JToken value) => value.Type switch
    {
        JTokenType.Boolean => value.Value<bool>() ? "1" : "0",
        JTokenType.Array => string.Join('\0', value.Select(Flatten)),
        JTokenType.Null => string.Empty,
        _ => value is JValue plain ? Convert.ToString(plain.Value, CultureInfo.InvariantCulture) ?? string.Empty : value.ToString(Formatting.None),
    };

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
