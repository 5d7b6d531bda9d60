using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// Takes options as a table, as an object, or as text such as <c>cores=4;memory=8</c>, and never fails: what can't be read becomes an error of
/// that item, where PowerShell would drop a column of a file that does not convert.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionTableAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => OptionTable.Of(inputData)!;
}
