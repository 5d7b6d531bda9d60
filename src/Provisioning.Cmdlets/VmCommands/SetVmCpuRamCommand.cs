using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings cores and memory to the package's values.</summary>
[Cmdlet(VerbsCommon.Set, "VmCpuRam", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class SetVmCpuRamCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.SetCpuRam;

    private protected override string Action => "Set cores and memory";
}
