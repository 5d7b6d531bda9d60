using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings the system disk to the package's size.</summary>
[Cmdlet(VerbsCommon.Set, "VmSystemDiskSize", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmSystemDiskSizeCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetSystemDiskSize;

    private protected override string Action => "Set size of system disk";
}
