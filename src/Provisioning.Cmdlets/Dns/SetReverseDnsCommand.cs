using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Sets the host name that an assigned address points back to. The tick writes the record; Sync-DnsRecord writes it at once.</summary>
[Cmdlet(VerbsCommon.Set, "ReverseDns", SupportsShouldProcess = true, DefaultParameterSetName = Named)]
[OutputType(typeof(ReverseDns))]
public sealed class SetReverseDnsCommand : ProvisioningCmdlet
{
    private const string Named = "Named";
    private const string Reset = "Default";

    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("IpAddress")]
    [ArgumentCompleter(typeof(IpAddressCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Address { get; set; } = [];

    /// <summary>The host name.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = Named, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = "";

    /// <summary>Goes back to the service's own name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Reset)]
    public SwitchParameter Default { get; set; }

    /// <summary>Who holds the address; only needed where services of several servers hold the same one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    public long? ServiceId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var name = ParameterSetName == Named ? HostName : null;
        foreach (var address in Address)
        {
            if (ShouldProcess(address, name is null ? "Reset reverse name" : $"Set reverse name to {name}")
                && TryCall(address, host => host.DnsRecords.SetReverse(address, name, ServiceId), out var set))
                WriteObject(set);
        }
    }
}
