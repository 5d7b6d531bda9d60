using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Names of registered zones.</summary>
public sealed class DnsZoneNameCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        host.DnsZones.Find().Where(zone => Completions.Begins(zone.Name, word)).GroupBy(zone => zone.Name)
            .Select(group => Completions.Of(group.Key, tooltip: string.Join("; ", group.Select(zone => $"{zone.Provider} {zone.Endpoint}"))));
}
