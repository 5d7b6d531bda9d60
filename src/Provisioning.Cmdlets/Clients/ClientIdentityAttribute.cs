using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Turns user names, numbers and objects into <see cref="ClientIdentity"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ClientIdentityAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Arguments.Each(inputData).Select(ClientIdentity.Of).ToArray();
}
