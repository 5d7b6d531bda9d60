using System.Globalization;
using System.CommandLine.Parsing;

namespace Provisioning.Cli;

/// <summary>Times as people type them.</summary>
internal static class Seconds
{
    private static readonly string[] Forms = [@"h\:mm\:ss", @"hh\:mm\:ss", @"d\.hh\:mm\:ss"];

    /// <summary>Reads seconds (<c>50</c>, <c>2.5</c>) or <c>hh:mm:ss</c>, more than none.</summary>
    public static TimeSpan? Read(string text)
    {
        var time = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.TryParseExact(text, Forms, CultureInfo.InvariantCulture, out var clock) ? clock : TimeSpan.Zero;
        return time > TimeSpan.Zero ? time : null;
    }

    /// <summary>The same for an option.</summary>
    public static TimeSpan? Read(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        var time = Read(text);
        if (time is null)
            argument.AddError($"'{text}' is no time. Give seconds (50) or hh:mm:ss (00:00:50), more than none.");
        return time;
    }

    /// <summary>A time as people read it: <c>3.2 s</c>, <c>4 min 10 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Show(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}
