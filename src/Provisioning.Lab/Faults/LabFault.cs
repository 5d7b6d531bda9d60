using System.IO.Enumeration;

namespace Provisioning.Lab;

/// <summary>A fault: which requests it meets and what it does to them.</summary>
public sealed class LabFault
{
    /// <summary>A name for people, shown when faults are listed.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The HTTP method; null means any.</summary>
    public string? Method { get; set; }

    /// <summary>The path below <c>/api2/json</c>, where <c>*</c> stands for any text, slashes included; null means any.</summary>
    public string? Path { get; set; }

    /// <summary>The VM the path names, or the <c>vmid</c> or <c>newid</c> of the parameters.</summary>
    public int? Vmid { get; set; }

    /// <summary>Meets only the nth matching request, counted from 1.</summary>
    public int? Nth { get; set; }

    /// <summary>How many matching requests it meets before it is spent; null means without end.</summary>
    public int? Times { get; set; }

    /// <summary>The chance to strike, drawn from the seed of the scenario.</summary>
    public double Probability { get; set; } = 1;

    /// <summary>What happens.</summary>
    public LabEffect Effect { get; set; } = new();

    /// <summary>How many requests matched so far.</summary>
    public int Matched { get; internal set; }

    /// <summary>How often it struck.</summary>
    public int Struck { get; internal set; }

    internal bool Strikes(string method, string path, IEnumerable<int> vmids, LabRandom random)
    {
        if (Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase)) return false;
        if (Path is not null && !FileSystemName.MatchesSimpleExpression(Path, path, ignoreCase: false)) return false;
        if (Vmid is { } vmid && !vmids.Contains(vmid)) return false;
        Matched++;
        if (Nth is { } nth && Matched != nth) return false;
        if (Times is { } times && Struck >= times) return false;
        if (Probability < 1 && random.NextDouble() >= Probability) return false;
        Struck++;
        return true;
    }
}

/// <summary>When a request is cut off from its answer.</summary>
public enum LabMoment
{
    /// <summary>Before the request has any effect.</summary>
    Before,
    /// <summary>After the request has taken effect.</summary>
    After,
}

/// <summary>What a fault does; several may be combined, and what remains unset does nothing.</summary>
public sealed class LabEffect
{
    /// <summary>Seconds of lab time by which the request is held up before it is worked on.</summary>
    public double DelaySeconds { get; set; }

    /// <summary>An answer of this status; 595 to 599 included.</summary>
    public int? Status { get; set; }

    /// <summary>The reason phrase and message of <see cref="Status"/>.</summary>
    public string? Text { get; set; }

    /// <summary>Whether <see cref="Status"/> is answered instead of the request's effect, or after it (a 596 whose call was executed).</summary>
    public LabMoment StatusMoment { get; set; }

    /// <summary>The connection breaks without an answer.</summary>
    public LabMoment? Drop { get; set; }

    /// <summary>No answer ever comes.</summary>
    public LabMoment? Hang { get; set; }

    /// <summary>The body of the answer is cut in the middle: a broken transfer.</summary>
    public bool Truncate { get; set; }

    /// <summary>The body of the answer is replaced by this text.</summary>
    public string? Garbage { get; set; }

    /// <summary>Locks that are held from now on for <see cref="HoldSeconds"/>: <c>vm:100</c>, <c>storage:local</c>, <c>workers:pve1</c>.</summary>
    public IList<string> Hold { get; set; } = [];

    /// <summary>How long the locks of <see cref="Hold"/> are held.</summary>
    public double HoldSeconds { get; set; } = 30;

    /// <summary>The task that the request starts fails with this text, and what it half made is taken back.</summary>
    public string? TaskError { get; set; }

    /// <summary>The task that the request starts succeeds with <c>WARNINGS: 1</c> and this text in its log.</summary>
    public string? TaskWarning { get; set; }

    /// <summary>Seconds that the task which the request starts takes longer.</summary>
    public double TaskExtraSeconds { get; set; }

    /// <summary>Someone else's VM appears at the id that the request wants: before the call is checked, or only before its task begins.</summary>
    public LabMoment? StealVmid { get; set; }

    /// <summary>A node that goes down now.</summary>
    public string? NodeDown { get; set; }

    /// <summary>A node that comes back now.</summary>
    public string? NodeUp { get; set; }
}
