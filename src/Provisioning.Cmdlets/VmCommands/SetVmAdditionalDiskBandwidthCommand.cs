using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings the limits of the additional disk to the package's values.</summary>
[Cmdlet(VerbsCommon.Set, "VmAdditionalDiskBandwidth", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmAdditionalDiskBandwidthCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetAdditionalDiskBandwidth;

    private protected override string Action => "Set limits of additional disk";
}
