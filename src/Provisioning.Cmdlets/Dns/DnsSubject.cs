using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What Sync-DnsRecord is to bring into step: a service, or a change that was planned.</summary>
/// <param name="Service">The service; null for a change.</param>
/// <param name="Change">The change; null for a service.</param>
public sealed record DnsSubject(ServiceIdentity? Service, DnsChange? Change)
{
    /// <summary>Reads what PowerShell binds. A planned change is never taken for its service: more than was planned would be done.</summary>
    public static DnsSubject Of(object value) => Arguments.Bare(value) switch
    {
        DnsSubject subject => subject,
        DnsChange change => new(null, change),
        DnsChangeResult result => new(null, result.Change),
        DnsDifference difference => new(null, difference.Change),
        _ when PSObject.AsPSObject(value).TypeNames.Any(name => name.Contains("Provisioning.DnsChange", StringComparison.Ordinal) || name.EndsWith("Provisioning.DnsDifference", StringComparison.Ordinal)) =>
            throw new ArgumentTransformationMetadataException("This plan came out of a file, a job or another session and can't be applied; plan again with Get-DnsPlan."),
        var service => new(ServiceIdentity.Of(service), null),
    };

    /// <inheritdoc/>
    public override string ToString() => Change is null ? $"{Service}" : $"{Change.Name} {Change.Type}";
}

/// <summary>Turns services and planned changes into <see cref="DnsSubject"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DnsSubjectAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Arguments.Each(inputData).Select(DnsSubject.Of).ToArray();
}
