namespace Provisioning;

/// <summary>The virtual-machine packages.</summary>
public interface IVmPackageCatalog
{
    /// <summary>Packages by name (wildcards allowed) or all.</summary>
    IEnumerable<VmPackage> Find(string? name = null);

    /// <summary>One package.</summary>
    /// <exception cref="ProvisioningException">PackageNotFound.</exception>
    VmPackage Get(string name);

    /// <summary>Enters a package.</summary>
    /// <exception cref="ProvisioningException">PackageExists, ServerNotFound, InvalidValue, ContradictoryValues, UnknownMacro.</exception>
    VmPackage Create(VmPackage package);

    /// <summary>Replaces a package's values. Machines follow when they are next brought to them.</summary>
    /// <exception cref="ProvisioningException">PackageNotFound, ServerNotFound, InvalidValue, ContradictoryValues, UnknownMacro.</exception>
    VmPackage Update(VmPackage package);

    /// <summary>Forgets a package that no service uses.</summary>
    /// <exception cref="ProvisioningException">PackageNotFound, PackageInUse.</exception>
    void Remove(string name);
}
