namespace Provisioning.Http;

/// <summary>One request to a server, whichever endpoint takes it.</summary>
public sealed class HttpCall
{
    /// <summary>HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path below the API's base with its query, escaped, beginning with <c>/</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Body; null sends none (an empty one where the method wants one).</summary>
    public byte[]? Body { get; init; }

    /// <summary>Content type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Headers of this request, the credential's among them. They are never logged.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Parameters as they are logged: see <see cref="Redaction"/>.</summary>
    public string? Parameters { get; init; }

    /// <summary>The logged path when <see cref="Path"/> holds a query that <see cref="Parameters"/> shows already.</summary>
    public string? LoggedPath { get; init; }

    /// <summary>Secret values that must not show in an error text.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Whether sending it twice does no more than sending it once. Only GET is, unless said otherwise.</summary>
    public bool IsRepeatable { get => _repeatable ?? Method == HttpMethod.Get; init => _repeatable = value; }

    private readonly bool? _repeatable;
}

/// <summary>What a server answered, whatever the status.</summary>
public sealed class HttpReply
{
    /// <summary>HTTP status; Proxmox VE also uses 595 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>The words beside the status; older Proxmox VE says what went wrong only there.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Media type of the body without parameters.</summary>
    public string? MediaType { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The header <c>Ratelimit</c>: what is left of the allowance and until when, in the words of the IETF draft (<c>"default";r=12;t=240</c>).</summary>
    public string? RateLimit { get; init; }

    /// <summary>The endpoint that answered.</summary>
    public required Uri Endpoint { get; init; }
}
