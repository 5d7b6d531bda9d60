namespace Provisioning.Http;

/// <summary>When a request is sent again, and after how long.</summary>
internal static class Repetition
{
    /// <summary>Whether trying again can help and can do no harm.</summary>
    /// <param name="outcome">How the try ended.</param>
    /// <param name="call">The request.</param>
    /// <param name="repetitions">Repetitions so far.</param>
    /// <param name="options">Limits.</param>
    public static bool IsWise(in TryOutcome outcome, HttpCall call, int repetitions, TransportOptions options) => outcome.Kind switch
    {
        TryKind.Answered => IsWise(outcome.Reply!, call, repetitions, options),
        TryKind.NotSent => true,
        TryKind.Dropped => call.IsRepeatable,
        // What took its full time once will hardly be quick the third time.
        TryKind.TimedOut => call.IsRepeatable && repetitions == 0,
        _ => false,
    };

    /// <summary>The delay before the next try: what the server asks for, else doubling from the first delay on and spread by up to half of itself.</summary>
    public static TimeSpan Delay(in TryOutcome outcome, int repetitions, TransportOptions options)
    {
        if (outcome.Reply?.RetryAfter is { } asked) return asked;
        var doubled = options.RetryDelay * Math.Pow(2, Math.Min(repetitions, 16));
        var delay = doubled < options.MaxRetryDelay ? doubled : options.MaxRetryDelay;
        return delay * (0.5 + (0.5 * options.Randomness()));
    }

    private static bool IsWise(HttpReply reply, HttpCall call, int repetitions, TransportOptions options)
    {
        if (reply.RetryAfter > options.MaxRetryDelay) return false;
        return reply.Status switch
        {
            // 429, and 503 with a time to come back, say that nothing was done.
            429 => true,
            503 when reply.RetryAfter is not null => true,
            596 => call.IsRepeatable && repetitions == 0,
            502 or 503 or 504 or 595 or 597 or 598 or 599 => call.IsRepeatable,
            _ => false,
        };
    }
}
