using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Deletes the machine and keeps the service, its addresses, its backups and unused disks.</summary>
[Cmdlet(VerbsCommon.Remove, "VmInstance", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class RemoveVmInstanceCommand : VmCommandCmdlet
{
    private protected override string Command => VmCommands.RemoveInstance;

    private protected override string Action => "Delete machine and its disks";
}
