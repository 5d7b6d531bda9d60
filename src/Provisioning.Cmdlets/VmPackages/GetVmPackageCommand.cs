using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists packages of virtual machines.</summary>
[Cmdlet(VerbsCommon.Get, "VmPackage")]
[OutputType(typeof(VmPackage))]
public sealed class GetVmPackageCommand : ProvisioningCmdlet
{
    /// <summary>Their names; without it all of them.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Package")]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Stream(name, host => Names.Search(name, host.VmPackages.Find, host.VmPackages.Get));
    }
}
