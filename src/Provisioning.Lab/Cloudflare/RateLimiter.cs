namespace Provisioning.Lab.Cloudflare;

/// <summary>Counts requests of each token in fixed windows; who makes too many is shut out for a while.</summary>
internal sealed class RateLimiter(CloudflareOptions options)
{
    private readonly Dictionary<string, Window> _windows = [];

    /// <summary>Takes a request.</summary>
    /// <returns>Whether it may pass, what is left, and the seconds until the window (or the ban) ends.</returns>
    public (bool Passes, int Left, int Seconds) Take(string token)
    {
        var now = options.Time.GetUtcNow();
        if (!_windows.TryGetValue(token, out var window) || now >= window.End) window = new Window(0, now + options.Window, IsBan: false);
        if (window.IsBan)
        {
            _windows[token] = window;
            return (false, 0, Seconds(window.End - now));
        }
        window = window with { Count = window.Count + 1 };
        if (window.Count > options.RequestsPerWindow) window = new Window(0, now + options.BlockedFor, IsBan: true);
        _windows[token] = window;
        return (!window.IsBan, window.IsBan ? 0 : options.RequestsPerWindow - window.Count, Seconds(window.End - now));
    }

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private sealed record Window(int Count, DateTimeOffset End, bool IsBan);
}
