using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Makes the additional disk, if the package has one.</summary>
[Cmdlet(VerbsCommon.New, "VmAdditionalDisk", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class NewVmAdditionalDiskCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.CreateAdditionalDisk;

    private protected override string Action => "Make additional disk";
}
