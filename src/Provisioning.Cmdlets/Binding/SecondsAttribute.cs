using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Takes a bare number for seconds. PowerShell would make 30 a time of 30 ticks, three millionths of a second.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = Arguments.Bare(inputData);
        var text = Convert.ToString(value, CultureInfo.InvariantCulture);
        return value is not TimeSpan && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : inputData;
    }
}
