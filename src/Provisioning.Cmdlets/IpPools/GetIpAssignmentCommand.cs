using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Says which service holds which address.</summary>
[Cmdlet(VerbsCommon.Get, "IpAssignment")]
[OutputType(typeof(IpAssignment))]
public sealed class GetIpAssignmentCommand : ProvisioningCmdlet
{
    /// <summary>Addresses; without it all.</summary>
    [Parameter(Position = 0)]
    [Alias("IpAddress")]
    [ArgumentCompleter(typeof(IpAddressCompleter))]
    public string[]? Address { get; set; }

    /// <summary>Services: numbers or objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? ServiceId { get; set; }

    /// <summary>Addresses of this pool only.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(IpPoolNameCompleter))]
    public string? Pool { get; set; }

    /// <summary>Also the addresses that were given back, with their dates.</summary>
    [Parameter]
    public SwitchParameter IncludeReleased { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var service in ServicesOrAll(ServiceId))
        {
            foreach (var address in Address ?? [null!])
                Stream(address ?? Pool, host => host.Pools.Assignments(Pool.OrNull(), service, address.OrNull(), IncludeReleased));
        }
    }
}
