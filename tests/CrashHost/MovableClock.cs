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

    /// <summary>Lets time pass for everybody who goes by this file.</summary>
    public void Advance(TimeSpan by)
    {
        var ahead = Ahead() + by;
        // Renamed into place: whoever reads meanwhile finds the old number or the new one, never half of one.
        File.WriteAllText(path + ".new", ahead.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".new", path, overwrite: true);
    }

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
