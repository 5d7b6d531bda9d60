using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Clones the template into the service's machine.</summary>
[Cmdlet(VerbsCommon.Copy, "VmTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(RequestedVmCommand))]
public sealed class CopyVmTemplateCommand : VmCreationCmdlet
{
    private protected override string Command => VmCommands.CloneTemplate;

    private protected override string Action => "Clone template";
}
