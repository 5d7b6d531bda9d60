using System.Diagnostics;

namespace Provisioning.Store.Sqlite;

/// <summary>
/// Waits for the one write lock. Short waits with jitter: processes that collided once do not collide in step again,
/// and nobody who waits long is left behind by those who just came.
/// </summary>
/// <param name="limit">Time allowed in all; real time, because other processes live in it.</param>
internal sealed class LockWait(TimeSpan limit)
{
    private const int LongestPauseMs = 12;
    private readonly long _began = Stopwatch.GetTimestamp();

    public TimeSpan Left => limit - Stopwatch.GetElapsedTime(_began) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public void Until(Func<bool> attempt)
    {
        for (var tries = 1; !attempt(); tries++)
        {
            if (Left == TimeSpan.Zero) throw Expired();
            if (tries <= 3) Thread.Yield();
            else Thread.Sleep(Random.Shared.Next(1, LongestPauseMs));
        }
    }

    public ProvisioningException Expired() => new(
        ErrorIds.StoreBusy, ErrorKind.Busy,
        $"Another program has kept the store locked for {limit.TotalSeconds:0} s; end whatever holds a transaction open on it (a database browser, a hung tick) and try again.",
        retryable: true);
}
