namespace Provisioning.CrashHost;

/// <summary>The end of a process, as far as a test in the same process can have it.</summary>
public sealed class SimulatedCrashException(string point) : Exception($"crashed {point}");

/// <summary>
/// Counts the moments at which a process can die (before and after every remote call and every store write) and lets it die at one of them.
/// A dead process never says another word: whatever it tries later fails the same way.
/// </summary>
public sealed class CrashPlan
{
    private readonly int? _dieAt;
    private readonly Action<string> _die;
    private readonly Action<string> _tell;
    private readonly Lock _gate = new();
    private readonly List<string> _moments = [];

    private CrashPlan(int? dieAt = null, Action<string>? die = null, Action<string>? tell = null)
    {
        _dieAt = dieAt;
        _die = die ?? (_ => { });
        _tell = tell ?? (_ => { });
    }

    /// <summary>Only counts.</summary>
    public static CrashPlan Survive() => new();

    /// <summary>Tells of every moment and goes on when the listener comes back, if it does.</summary>
    public static CrashPlan Tell(Action<string> listener) => new(tell: listener);

    /// <summary>Dies at this moment, counted from 0.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="die">What a real process does instead of throwing; it should not come back.</param>
    public static CrashPlan DieAt(int moment, Action<string>? die = null) => new(moment, die);

    /// <summary>The moments passed, in words.</summary>
    public IReadOnlyList<string> Moments => _moments;

    /// <summary>Where the process died.</summary>
    public string? Death { get; private set; }

    /// <summary>Passes a moment.</summary>
    public void Pass(string moment)
    {
        bool dies;
        lock (_gate)
        {
            Live();
            dies = _moments.Count == _dieAt;
            _moments.Add(moment);
            if (dies) Death = moment;
        }
        _tell(moment);
        if (!dies) return;
        _die(moment);
        throw new SimulatedCrashException(moment);
    }

    /// <summary>Throws when dead.</summary>
    public void Live()
    {
        if (Death is { } death) throw new SimulatedCrashException(death);
    }
}
