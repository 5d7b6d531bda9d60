using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings bridge, VLAN and limit of the network card to the package's values.</summary>
[Cmdlet(VerbsCommon.Set, "VmNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmNetworkCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetNetwork;

    private protected override string Action => "Set network card";
}
