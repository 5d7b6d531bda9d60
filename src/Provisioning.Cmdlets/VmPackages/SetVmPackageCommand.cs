using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes a package. What isn't named stays; machines follow when they are next brought to the package's values.</summary>
[Cmdlet(VerbsCommon.Set, "VmPackage", SupportsShouldProcess = true)]
[OutputType(typeof(VmPackage))]
public sealed class SetVmPackageCommand : PackageWritingCmdlet
{
    /// <summary>The package.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Writes the changed package.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Change(name, "Change package", host => host.VmPackages.Get(name), (host, current) => host.VmPackages.Update(Apply(current)), PassThru);
    }
}
