using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lets an empty cell of a table stand for "no date", where PowerShell would refuse it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DateOrNothingAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Arguments.Bare(inputData) is string text && string.IsNullOrWhiteSpace(text) ? null : inputData;
}
