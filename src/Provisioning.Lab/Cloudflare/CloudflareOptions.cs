namespace Provisioning.Lab.Cloudflare;

/// <summary>Limits of the simulated service; the defaults are those of the free plan.</summary>
public sealed record CloudflareOptions
{
    /// <summary>Requests that a token may make in a window.</summary>
    public int RequestsPerWindow { get; init; } = 1200;

    /// <summary>The window.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a token that made more is shut out of everything.</summary>
    public TimeSpan BlockedFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most records in one batch.</summary>
    public int BatchLimit { get; init; } = 200;

    /// <summary>The most records on a page.</summary>
    public int LargestPage { get; init; } = 5000;

    /// <summary>The longest comment, in characters.</summary>
    public int LongestComment { get; init; } = 100;

    /// <summary>The smallest TTL in seconds; 1 means automatic.</summary>
    public int SmallestTtl { get; init; } = 60;

    /// <summary>The clock of rate limits and time stamps.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>One record as the service keeps it.</summary>
public sealed record CloudflareRecord
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }
    /// <summary>Its full name without a final dot.</summary>
    public required string Name { get; init; }
    /// <summary>Its type.</summary>
    public required string Type { get; init; }
    /// <summary>Its content.</summary>
    public required string Content { get; init; }
    /// <summary>TTL in seconds; 1 is automatic.</summary>
    public int Ttl { get; init; } = 1;
    /// <summary>Whether the service's proxy answers in its place.</summary>
    public bool Proxied { get; init; }
    /// <summary>Words for people.</summary>
    public string? Comment { get; init; }
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedOn { get; init; }
    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ModifiedOn { get; init; }
}

/// <summary>One request as it was taken.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path below <c>/client/v4</c> with its query.</param>
/// <param name="Body">Body.</param>
/// <param name="Status">Status answered; 0 when the connection was dropped.</param>
public sealed record CloudflareCall(string Method, string Path, string Body, int Status);

/// <summary>What goes wrong with a request.</summary>
public enum CloudflareFault
{
    /// <summary>The connection breaks before the request takes effect.</summary>
    DropBefore,
    /// <summary>The connection breaks after it took effect.</summary>
    DropAfter,
    /// <summary>The service answers 500 and nothing took effect.</summary>
    Fail,
}
