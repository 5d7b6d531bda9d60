using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Refuses a time that is not longer than nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PositiveTimeAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (Arguments.Bare(arguments) is TimeSpan time && time <= TimeSpan.Zero)
            throw new ValidationMetadataException("Give a time longer than nothing, for example 00:00:50 or 50 (seconds).");
    }
}
