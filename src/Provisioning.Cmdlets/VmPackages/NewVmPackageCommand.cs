using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Enters a package: the values a virtual machine is brought to.</summary>
[Cmdlet(VerbsCommon.New, "VmPackage", SupportsShouldProcess = true)]
[OutputType(typeof(VmPackage))]
public sealed class NewVmPackageCommand : PackageWritingCmdlet
{
    /// <summary>The name clients order it by.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>A package to begin with; what isn't named is taken from it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    public string? BasedOn { get; set; }

    private protected override bool CreatesStore => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess(Name, "New package") && TryCall(Name, Create, out var created))
            WriteObject(created);
    }

    private VmPackage Create(IProvisioningHost host)
    {
        var model = BasedOn.OrNull() is { } known ? host.VmPackages.Get(known) with { Name = Name } : new VmPackage { Name = Name };
        return host.VmPackages.Create(Apply(model));
    }
}
