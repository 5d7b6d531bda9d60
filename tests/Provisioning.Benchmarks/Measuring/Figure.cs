using System.Globalization;

namespace Provisioning.Benchmarks;

/// <summary>One line of the results.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">The figure, with its unit.</param>
/// <param name="Ratio">What it is compared with, as a factor; null when it stands alone.</param>
/// <param name="Target">What is asked for; null when it is only told.</param>
/// <param name="Met">Whether it is; null when nothing is asked for or it could not be measured.</param>
internal sealed record Figure(string What, string Value, double? Ratio = null, string? Target = null, bool? Met = null)
{
    public static Figure AtMost(string what, double value, string unit, double most) =>
        new(what, Text(value, unit), null, $"≤ {Text(most, unit)}", value <= most);

    public static Figure RatioAtMost(string what, string value, double ratio, double most) =>
        new(what, value, ratio, string.Create(CultureInfo.InvariantCulture, $"≤ {most:0.00} ×"), ratio <= most);

    public static Figure RatioAtLeast(string what, string value, double ratio, double least) =>
        new(what, value, ratio, string.Create(CultureInfo.InvariantCulture, $"≥ {least:0.00} ×"), ratio >= least);

    /// <summary>A number with about three digits.</summary>
    public static string Text(double value, string unit) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.#", _ => "0.##" }, CultureInfo.InvariantCulture) + (unit.Length == 0 ? "" : " " + unit);
}
