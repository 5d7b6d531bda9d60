using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What Stop- and Restart-ProvisionedVm have in common.</summary>
public abstract class PowerOffCmdlet : ServiceActionCmdlet
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

    /// <summary>How the machine is switched off.</summary>
    private protected PowerOffRequest? How => PowerOff.Request(Force, TimeoutSec);
}
