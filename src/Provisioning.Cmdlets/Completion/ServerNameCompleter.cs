using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Names of registered servers.</summary>
public sealed class ServerNameCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        host.Servers.Find().Where(s => Completions.Begins(s.Name, word))
            .Select(s => Completions.Of(s.Name, tooltip: $"{s.Kind} {s.Version} {string.Join(", ", s.Endpoints)}"));
}
