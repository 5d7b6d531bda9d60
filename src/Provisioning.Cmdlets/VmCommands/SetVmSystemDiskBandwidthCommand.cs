using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings the limits of the system disk to the package's values.</summary>
[Cmdlet(VerbsCommon.Set, "VmSystemDiskBandwidth", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmSystemDiskBandwidthCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetSystemDiskBandwidth;

    private protected override string Action => "Set limits of system disk";
}
