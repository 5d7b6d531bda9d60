namespace Provisioning.Lab;

/// <summary>A refusal of the API: status, reason phrase and, on parameter errors, one text per parameter.</summary>
internal sealed class ApiError : Exception
{
    private ApiError(int status, string message, IReadOnlyDictionary<string, string>? errors = null, ErrorBody body = ErrorBody.Json)
        : base(message)
    {
        Status = status;
        Errors = errors;
        Body = body;
    }

    public int Status { get; }

    public IReadOnlyDictionary<string, string>? Errors { get; }

    public ErrorBody Body { get; }

    /// <summary>Nearly every message ends with a line feed; the dispatcher's own do not.</summary>
    public bool EndsWithLineFeed { get; private init; } = true;

    public static ApiError Failure(string text) => new(500, text);

    public static ApiError Parameters(IReadOnlyDictionary<string, string> errors) => new(400, "Parameter verification failed.", errors);

    public static ApiError Parameter(string name, string text) => Parameters(new Dictionary<string, string> { [name] = text });

    public static ApiError Forbidden(string text) => new(403, $"Permission check failed ({text})");

    public static ApiError Unauthorized(string text) => new(401, text, body: ErrorBody.None);

    public static ApiError LoginFailed() => new(401, "authentication failure");

    public static ApiError NotImplemented(string method, string path) =>
        new(501, $"Method '{method} {path}' not implemented") { EndsWithLineFeed = false };

    public static ApiError Transport(int status, string reason, ErrorBody body = ErrorBody.None) =>
        new(status, reason, body: body) { EndsWithLineFeed = false };

    public static ApiError MissingConfig(string node, int vmid) =>
        Failure($"Configuration file 'nodes/{node}/qemu-server/{vmid}.conf' does not exist");

    public static ApiError Locked(string reason) => Failure($"VM is locked ({reason})");
}

/// <summary>What the body of an error holds.</summary>
internal enum ErrorBody
{
    /// <summary>Nothing: only status and reason phrase.</summary>
    None,
    /// <summary>The usual JSON object.</summary>
    Json,
    /// <summary>The reason as plain text.</summary>
    Text,
}
