using System.Globalization;

namespace Provisioning.CrashHost;

/// <summary>
/// The system's clock plus the seconds that a file holds, so that a test can let minutes pass for several processes at once.
/// Timers run in real time: only what is compared with the time of day jumps.
/// </summary>
public sealed class MovableClock(string path) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead();

    private TimeSpan Ahead()
    {
        try
        {
            return TimeSpan.FromSeconds(double.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return TimeSpan.Zero;
        }
    }
}
