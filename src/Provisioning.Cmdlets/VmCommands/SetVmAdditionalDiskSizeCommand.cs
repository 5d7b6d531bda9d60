using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings the additional disk to the package's size.</summary>
[Cmdlet(VerbsCommon.Set, "VmAdditionalDiskSize", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmAdditionalDiskSizeCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetAdditionalDiskSize;

    private protected override string Action => "Set size of additional disk";
}
