using System.Text.Json;
using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>What the providers that speak HTTP share: one connection with the credential in a header, and JSON read with limits.</summary>
internal sealed class HttpServer : IDisposable
{
    // The deepest answers nest six levels.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 24 };

    private readonly ServerConnection _connection;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly string[] _secrets;

    /// <summary>A connection that opens nothing yet.</summary>
    /// <param name="registration">The zone's registration.</param>
    /// <param name="basePath">What precedes every path.</param>
    /// <param name="header">The header that carries the credential.</param>
    /// <param name="prefix">What stands before the secret in it.</param>
    /// <param name="secret">The credential.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="words">Reads the server's own words out of a refusal.</param>
    public HttpServer(DnsZone registration, string basePath, string header, string prefix, SecretText secret, TransportOptions options, Func<HttpReply, string> words)
    {
        var text = secret.Reveal().Trim();
        foreach (var c in text)
            if (c is < ' ' or > '~') throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"The key for {registration.Endpoint.Authority} holds a character that no key can hold; enter it again.", registration.Name);
        if (text.Length == 0) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"The key for {registration.Endpoint.Authority} is empty.", registration.Name);
        Name = registration.Endpoint.Authority;
        _headers = [new(header, prefix + text)];
        _secrets = [text];
        _connection = new ServerConnection(Name, [registration.Endpoint], basePath, options) { ReadError = words };
    }

    public string Name { get; }

    public TimeProvider Clock => _connection.Options.Clock;

    /// <summary>The longest wait that is worth sitting through; a server that wants more gets the error reported.</summary>
    public TimeSpan MaxWait => _connection.Options.MaxRetryDelay;

    public Task<HttpReply> GetAsync(string path, CallScope scope, CancellationToken cancellation) =>
        _connection.SendAsync(new HttpCall { Method = HttpMethod.Get, Path = path, Headers = _headers, Secrets = _secrets }, scope, cancellation);

    public Task<HttpReply> SendAsync(HttpMethod method, string path, byte[] json, string what, CallScope scope, CancellationToken cancellation) =>
        _connection.SendAsync(new HttpCall { Method = method, Path = path, Body = json, ContentType = "application/json", Headers = _headers, Secrets = _secrets, Parameters = what }, scope, cancellation);

    /// <summary>The server's words for people: one line, without our secret.</summary>
    public string Clean(string text) => Redaction.Scrub(Redaction.OneLine(text, 400), _secrets);

    /// <summary>Reads an answer's JSON.</summary>
    /// <exception cref="ProvisioningException">BadReply: it is none, or not as <paramref name="read"/> expects.</exception>
    public T Read<T>(HttpReply reply, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(reply.Body, Reading);
            return read(json.RootElement);
        }
        // Reading a member of another kind, or text with half a surrogate, is an InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ProvisioningException(ErrorIds.BadReply, ErrorKind.BadReply,
                $"The answer of {Name} makes no sense: {(reply.MediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == false ? $"JSON was expected where '{Redaction.OneLine(reply.MediaType, 60)}' came" : "it is not the JSON that was expected")}. Check that the address leads to the right service and not to a proxy.",
                Name, retryable: true, cause: e);
        }
    }

    /// <summary>A refusal's error in the server's own words; null when it is no JSON of that shape.</summary>
    public static T? TryRead<T>(HttpReply reply, Func<JsonElement, T> read) where T : class
    {
        if (reply.Body.IsEmpty || reply.Body.Span[0] != (byte)'{') return null;
        try
        {
            using var json = JsonDocument.Parse(reply.Body, Reading);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => _connection.Dispose();
}

/// <summary>Reads members that may be absent or of another kind.</summary>
internal static class JsonMembers
{
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public static bool IsTrue(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A TTL in seconds; 0 when it is absent or out of its range.</summary>
    public static int Ttl(this JsonElement json) => json.Number("ttl") is >= 0 and <= int.MaxValue and var ttl ? (int)ttl : 0;

    /// <summary>The entries of a list that is a member; none when it is absent or null.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static IEnumerable<JsonElement> List(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();
}
