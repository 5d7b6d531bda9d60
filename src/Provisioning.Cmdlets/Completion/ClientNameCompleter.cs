using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>User names of clients.</summary>
public sealed class ClientNameCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        host.Clients.Find(word + "*").Where(c => Completions.Begins(c.UserName, word))
            .Select(c => Completions.Of(c.UserName, tooltip: $"{c.Id} {c.Name} {c.Company} {c.Email}"));
}
