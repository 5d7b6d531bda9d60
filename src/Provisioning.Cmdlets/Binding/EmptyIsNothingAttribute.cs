using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Takes an empty cell of a file for "not given". PowerShell would make a 0 of it, and 0 has a meaning of its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmptyIsNothingAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Arguments.Bare(inputData) is string text && string.IsNullOrWhiteSpace(text) ? null! : inputData;
}
