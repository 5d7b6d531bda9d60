using System.Management.Automation;

namespace Provisioning.Loading;

/// <summary>PowerShell calls this when a runspace imports or removes the module. Import touches no network, disk or store.</summary>
public sealed class OnImportAndRemove : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc />
    public void OnImport() => ModuleUsers.Enter();

    /// <inheritdoc />
    public void OnRemove(PSModuleInfo psModuleInfo) => ModuleUsers.Leave();
}
