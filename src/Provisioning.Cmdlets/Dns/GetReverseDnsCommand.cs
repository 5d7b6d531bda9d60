using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Says which host names assigned addresses point back to.</summary>
[Cmdlet(VerbsCommon.Get, "ReverseDns")]
[OutputType(typeof(ReverseDns))]
public sealed class GetReverseDnsCommand : ProvisioningCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one; without it all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? Id { get; set; }

    /// <summary>These addresses only.</summary>
    [Parameter]
    [Alias("IpAddress")]
    [ArgumentCompleter(typeof(IpAddressCompleter))]
    public string[]? Address { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var service in ServicesOrAll(Id))
        {
            foreach (var address in Address ?? [null!])
                Stream(address ?? (object?)service, host => host.DnsRecords.Reverse(service, address.OrNull()));
        }
    }
}
