namespace Provisioning.Tests.Crashes;

/// <summary>The end of the process, as far as a test in the same process can have it.</summary>
public sealed class SimulatedCrash(string point) : Exception($"crashed {point}");

/// <summary>
/// Counts the moments at which a process can die (before and after every remote call and every store write) and lets it die at one of them.
/// A dead process never says another word: whatever it tries later fails the same way.
/// </summary>
internal sealed class CrashPlan
{
    private readonly int? _dieAt;
    private int _passed;
    private string? _death;

    private CrashPlan(int? dieAt) => _dieAt = dieAt;

    /// <summary>Only counts.</summary>
    public static CrashPlan Survive() => new(null);

    /// <summary>Dies at this moment, counted from 0.</summary>
    public static CrashPlan DieAt(int moment) => new(moment);

    /// <summary>The moments passed, in words.</summary>
    public List<string> Moments { get; } = [];

    /// <summary>Where the process died.</summary>
    public string? Death => _death;

    /// <summary>Passes a moment.</summary>
    public void Pass(string moment)
    {
        if (_death is not null) throw new SimulatedCrash(_death);
        Moments.Add(moment);
        if (_passed++ != _dieAt) return;
        _death = moment;
        throw new SimulatedCrash(moment);
    }
}
