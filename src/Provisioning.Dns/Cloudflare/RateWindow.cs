using System.Globalization;

namespace Provisioning.Dns.Cloudflare;

/// <summary>
/// What is left of our allowance, as every answer says (<c>Ratelimit: "default";r=12;t=240</c>). Whoever uses it up is shut out of everything
/// for five minutes, so it is obeyed before that.
/// </summary>
internal sealed class RateWindow(TimeProvider clock)
{
    private readonly object _gate = new();
    private long _left = long.MaxValue;
    private DateTimeOffset _until;

    /// <summary>Takes one from the allowance.</summary>
    /// <returns>How long to wait instead; null when the request may go.</returns>
    public TimeSpan? Take()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now >= _until) _left = long.MaxValue;
            if (_left <= 0) return _until - now;
            if (_left != long.MaxValue) _left--;
            return null;
        }
    }

    /// <summary>Notes what an answer says; anything else than the known form is ignored.</summary>
    public void Note(string? header)
    {
        if (header is null || header.Length > 200) return;
        if (Parameter(header, "r") is not { } left || Parameter(header, "t") is not { } seconds) return;
        lock (_gate) (_left, _until) = (left, clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(seconds, 3600)));
    }

    /// <summary>Notes that the server shut us out.</summary>
    public void Shut(TimeSpan wait)
    {
        lock (_gate) (_left, _until) = (0, clock.GetUtcNow() + wait);
    }

    private static long? Parameter(string header, string name)
    {
        foreach (var part in header.Split(';', ',').Skip(1))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2 && pair[0] == name && long.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        }
        return null;
    }
}
