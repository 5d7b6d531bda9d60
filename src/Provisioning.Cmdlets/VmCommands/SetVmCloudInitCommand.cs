using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings cloud-init to the package's values.</summary>
[Cmdlet(VerbsCommon.Set, "VmCloudInit", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmCloudInitCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetCloudInit;

    private protected override string Action => "Set cloud-init";
}
