using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Names of virtual-machine packages.</summary>
public sealed class VmPackageNameCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        host.VmPackages.Find().Where(p => Completions.Begins(p.Name, word))
            .Select(p => Completions.Of(p.Name, tooltip: $"{p.Cores} cores, {p.MemoryMiB / 1024m:0.##} GB RAM, {p.SystemDisk.SizeGiB} GB disk"));
}
