using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings the firewall to the package's values; rules are added, none is removed.</summary>
[Cmdlet(VerbsCommon.Set, "VmFirewall", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmFirewallCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetFirewall;

    private protected override string Action => "Set firewall";
}
