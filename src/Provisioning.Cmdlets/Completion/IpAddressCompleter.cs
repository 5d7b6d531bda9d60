using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Addresses that services hold.</summary>
public sealed class IpAddressCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        host.Pools.Assignments().Where(a => Completions.Begins(a.Address, word))
            .Select(a => Completions.Of(a.Address, tooltip: $"{a.Address} of service {a.ServiceId}{(a.Pool.Length > 0 ? $", pool {a.Pool}" : "")}"));
}
