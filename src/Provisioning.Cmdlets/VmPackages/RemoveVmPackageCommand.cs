using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Forgets a package that no service uses.</summary>
[Cmdlet(VerbsCommon.Remove, "VmPackage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(VmPackage))]
public sealed class RemoveVmPackageCommand : ProvisioningCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Writes what was forgotten.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Change(name, "Remove package", host => host.VmPackages.Get(name), (host, known) =>
            {
                host.VmPackages.Remove(name);
                return known;
            }, PassThru);
        }
    }
}
