namespace Provisioning.Http;

/// <summary>How one try ended.</summary>
internal enum TryKind
{
    /// <summary>With an answer, whatever its status.</summary>
    Answered,
    /// <summary>No connection: nothing was sent.</summary>
    NotSent,
    /// <summary>The certificate was not trusted: nothing was sent.</summary>
    CertificateRejected,
    /// <summary>The endpoint is being left alone: nothing was sent.</summary>
    Resting,
    /// <summary>No full answer in time.</summary>
    TimedOut,
    /// <summary>The connection broke.</summary>
    Dropped,
    /// <summary>The answer was larger than allowed.</summary>
    TooLarge,
    /// <summary>The answer was not HTTP.</summary>
    Malformed,
}

/// <summary>One try's end: an answer, or what kept it away. Failures are values here, since exceptions are slow and retrying reads better on values.</summary>
internal readonly record struct TryOutcome(TryKind Kind, Endpoint Endpoint, HttpReply? Reply = null, string? Text = null, Exception? Cause = null)
{
    /// <summary>Whether the request surely never reached the server.</summary>
    public bool NothingSent => Kind is TryKind.NotSent or TryKind.CertificateRejected or TryKind.Resting;

    /// <summary>Whether it says something bad about the endpoint itself.</summary>
    public bool IsEndpointFailure => Kind is TryKind.NotSent or TryKind.TimedOut or TryKind.Dropped;
}
