using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Names of address pools.</summary>
public sealed class IpPoolNameCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        host.Pools.Find().Where(p => Completions.Begins(p.Name, word))
            .Select(p => Completions.Of(p.Name, tooltip: $"{p.Start} - {p.Stop} on {p.Server}, {p.Used} used"));
}
