using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Holds services back, under either name.</summary>
public abstract class SuspensionCmdlet : NamesakeCmdlet
{
    private protected const string Graceful = "Graceful";
    private protected const string AtOnce = "AtOnce";

    /// <summary>Seconds that the guest may take to shut down before the plug is pulled; without it two minutes.</summary>
    [Parameter(ParameterSetName = Graceful)]
    [ValidateRange(1, 3600)]
    public int? TimeoutSec { get; set; }

    /// <summary>Pulls the plug at once instead of asking the guest to shut down.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AtOnce)]
    public SwitchParameter Force { get; set; }

    private protected override string Operation => "Suspend";

    private protected override string Action => Force ? "Suspend service, pulling the plug" : "Suspend service";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.Services.Suspend(service.Id, PowerOff.Request(Force, TimeoutSec)));
}
