namespace Provisioning;

/// <summary>One request to a server, as logged: every try has a line of its own.</summary>
public sealed record RemoteCall
{
    /// <summary>Running number.</summary>
    public long Id { get; init; }
    /// <summary>When it left.</summary>
    public required DateTimeOffset At { get; init; }
    /// <summary>The server's name in our records.</summary>
    public required string Server { get; init; }
    /// <summary>Host and port of the endpoint.</summary>
    public string? Endpoint { get; init; }
    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }
    /// <summary>Path below the API's base.</summary>
    public required string Path { get; init; }
    /// <summary>HTTP status; null when no answer came.</summary>
    public int? Status { get; init; }
    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }
    /// <summary>Number of the try from 1 on.</summary>
    public int Attempt { get; init; } = 1;
    /// <summary>Parameters with secrets replaced by stars.</summary>
    public string? Parameters { get; init; }
    /// <summary>Error text of the server or of the connection.</summary>
    public string? Error { get; init; }
    /// <summary>The service it was made for; null for calls that serve many.</summary>
    public long? ServiceId { get; init; }
    /// <summary>The operation it was made for.</summary>
    public long? OperationId { get; init; }
    /// <summary>The step it was made for.</summary>
    public string? Step { get; init; }
}
