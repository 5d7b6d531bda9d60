using System.Text.RegularExpressions;

namespace Provisioning.CrashHost;

/// <summary>A moment at which a process can die, named so that it is found again in another run of the same order.</summary>
/// <param name="Step">The step that had not been completed, as <see cref="StepAt"/> names it.</param>
/// <param name="What">Before or after what.</param>
/// <param name="Time">The how-manieth of its name in this run, from 1 on.</param>
public sealed partial record Moment(string Step, string What, int Time)
{
    /// <summary>In place of a step, once all are completed.</summary>
    public const string TheEnd = "-";

    /// <summary>A step's place in its plan, from 0 on, and its name, which may be there twice.</summary>
    public static string StepAt(int index, string name) => $"{index} {name}";

    /// <summary>Whether a request that changes something has just been answered.</summary>
    public bool IsAfterRemoteWrite => AfterRemoteWrite().IsMatch(What);

    public override string ToString() => $"{Step}: {What} #{Time}";

    public static Moment Parse(string text)
    {
        var match = Format().Match(text);
        return match.Success ? new(match.Groups[1].Value, match.Groups[2].Value, int.Parse(match.Groups[3].ValueSpan)) : throw new FormatException($"'{text}' is no moment.");
    }

    [GeneratedRegex(@"\A([^:]*): (.*) #([0-9]+)\z")]
    private static partial Regex Format();

    [GeneratedRegex(@"\Aafter (POST|PUT|DELETE) ")]
    private static partial Regex AfterRemoteWrite();
}
