namespace Provisioning.Lab;

/// <summary>One HTTP request as the API daemon sees it, free of any transport.</summary>
public sealed record LabRequest
{
    /// <summary>The HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path below <c>/api2/json</c>, still percent-encoded, with a leading slash and without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The raw query without its question mark; empty when there is none.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>The content type; null when none was sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body as text; null when none was sent.</summary>
    public string? Body { get; init; }

    /// <summary>The length of the body in bytes, as announced.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The <c>Authorization</c> header.</summary>
    public string? Authorization { get; init; }

    /// <summary>The <c>Cookie</c> header.</summary>
    public string? Cookie { get; init; }

    /// <summary>The <c>CSRFPreventionToken</c> header.</summary>
    public string? CsrfToken { get; init; }

    /// <summary>The node whose endpoint received the request; null means the first node that is online.</summary>
    public string? Endpoint { get; init; }

    /// <summary>An identifier of the connection, for the request log.</summary>
    public string ConnectionId { get; init; } = string.Empty;
}

/// <summary>The answer to a <see cref="LabRequest"/>.</summary>
public sealed record LabResponse
{
    /// <summary>The status code; 595 to 599 are ordinary here.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The reason phrase, which carries the first line of an error text.</summary>
    public string Reason { get; init; } = "OK";

    /// <summary>The body; empty when there is none.</summary>
    public string Body { get; init; } = string.Empty;

    /// <summary>The content type; null with an empty or plain body.</summary>
    public string? ContentType { get; init; }

    /// <summary>True when the server announces that it closes the connection: protected calls and every error.</summary>
    public bool CloseConnection { get; init; }

    /// <summary>True when no answer is sent at all and the connection breaks.</summary>
    public bool Dropped { get; init; }

    /// <summary>When set, the body is cut after so many characters although its full length was announced.</summary>
    public int? TruncateAt { get; init; }
}

/// <summary>One line of the request log.</summary>
/// <param name="Time">When the request arrived, on the wall clock of the data centre.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api2/json</c>.</param>
/// <param name="Query">The raw query.</param>
/// <param name="Body">The body as sent; passwords and secrets are blotted out.</param>
/// <param name="ConnectionId">The connection it came on.</param>
/// <param name="Endpoint">The node whose endpoint received it.</param>
public sealed record LabLogEntry(DateTimeOffset Time, string Method, string Path, string Query, string Body, string ConnectionId, string Endpoint)
{
    /// <summary>The status answered; 0 while the request runs or when the connection was dropped.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether the call took a worker of the protected daemon.</summary>
    public bool Protected { get; internal set; }

    /// <summary>The task the call started.</summary>
    public string? Upid { get; internal set; }

    /// <summary>How long the answer took in lab time.</summary>
    public TimeSpan Duration { get; internal set; }
}
