using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

internal enum ParameterKind { Text, Integer, Number, Boolean, Properties }

/// <summary>What one parameter, or one key of a property string, may hold.</summary>
internal sealed record Parameter(string Name, ParameterKind Kind)
{
    public bool Required { get; init; }
    public bool IsDefaultKey { get; init; }
    public double? Minimum { get; init; }
    public double? Maximum { get; init; }
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    public IReadOnlyList<string>? Values { get; init; }
    public Regex? Pattern { get; init; }
    public string? Format { get; init; }
    public string? Requires { get; init; }

    /// <summary>JSON shows integers, booleans and numbers as numbers, everything else as text.</summary>
    public bool IsNumeric => Kind is ParameterKind.Integer or ParameterKind.Number or ParameterKind.Boolean;

    /// <summary>The fault in a value, or null. Inside property strings booleans may also be spelled out.</summary>
    public string? Check(string value, bool inPropertyString = false) => CheckKind(value, inPropertyString) ?? CheckFormat(value);

    private string? CheckKind(string value, bool inPropertyString) => Kind switch
    {
        ParameterKind.Integer when !Shapes.Integer().IsMatch(value) => $"type check ('integer') failed - got '{value}'",
        ParameterKind.Number when !Shapes.Number().IsMatch(value) => $"type check ('number') failed - got '{value}'",
        ParameterKind.Integer or ParameterKind.Number => CheckRange(double.Parse(value, CultureInfo.InvariantCulture)),
        ParameterKind.Boolean when value is "0" or "1" => null,
        ParameterKind.Boolean when inPropertyString && Shapes.WordyBoolean().IsMatch(value) => null,
        ParameterKind.Boolean => $"type check ('boolean') failed - got '{value}'",
        _ => CheckText(value),
    };

    private string? CheckRange(double number)
    {
        if (Minimum is { } low && number < low) return $"value must have a minimum value of {low.ToString(CultureInfo.InvariantCulture)}";
        if (Maximum is { } high && number > high) return $"value must have a maximum value of {high.ToString(CultureInfo.InvariantCulture)}";
        return null;
    }

    private string? CheckText(string value)
    {
        if (MinLength is { } least && value.Length < least) return $"value must be at least {least} characters long";
        if (MaxLength is { } most && value.Length > most) return $"value may only be {most} characters long";
        if (Pattern is not null && !Pattern.IsMatch(value)) return "value does not match the regex pattern";
        if (Values is not null && !Values.Contains(value))
            return $"value '{value}' does not have a value in the enumeration '{string.Join(", ", Values)}'";
        return null;
    }

    private string? CheckFormat(string value)
    {
        if (Format is null) return null;
        var fault = Kind == ParameterKind.Properties ? PropertyString.Check(Name, value, Format) : Formats.Check(Format, value);
        return fault is null ? null : $"invalid format - {fault}\n";
    }
}

internal static partial class Shapes
{
    [GeneratedRegex(@"^-?\d{1,18}$")]
    public static partial Regex Integer();

    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    public static partial Regex Number();

    [GeneratedRegex("^(on|yes|true|off|no|false)$", RegexOptions.IgnoreCase)]
    public static partial Regex WordyBoolean();
}
