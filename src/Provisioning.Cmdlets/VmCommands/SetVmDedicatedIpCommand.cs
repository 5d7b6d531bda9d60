using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Assigns the addresses that the package gives and the service lacks.</summary>
[Cmdlet(VerbsCommon.Set, "VmDedicatedIp", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmDedicatedIpCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetDedicatedIp;

    private protected override string Action => "Assign addresses";
}
