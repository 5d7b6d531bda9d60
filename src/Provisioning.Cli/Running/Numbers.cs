using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Provisioning.Cli;

/// <summary>Options whose values are numbers within bounds.</summary>
internal static class Numbers
{
    /// <summary>An option with one number.</summary>
    public static Option<T> Option<T>(string name, string description, T least, T most, T fallback) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => fallback,
        CustomParser = argument => Read(argument, name, argument.Tokens[0].Value, least, most),
    };

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Optional<T>(string name, string description, T least, T most) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument => Read(argument, name, argument.Tokens[0].Value, least, most),
    };

    /// <summary>An option that may be repeated.</summary>
    public static Option<T[]> Repeated<T>(string name, string description, T least, T most) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument => [.. argument.Tokens.Select(token => Read(argument, name, token.Value, least, most))],
    };

    private static T Read<T>(ArgumentResult argument, string name, string text, T least, T most) where T : struct, INumber<T>
    {
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a number from {least} to {most}; '{text}' is none."));
        return default;
    }
}
