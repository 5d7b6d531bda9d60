using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// Turns whatever is bound into <see cref="ServiceIdentity"/> and never fails: what names no service becomes an error of that item,
/// with our own error id, where a failed transformation would end the pipeline with PowerShell's.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServiceIdentityAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Arguments.Each(inputData).Select(ServiceIdentity.Of).ToArray();
}
