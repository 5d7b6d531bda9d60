using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Numbers of services; what is typed may be the beginning of the number or of the host name.</summary>
public sealed class ServiceIdCompleter : StoreCompleter
{
    private protected override IEnumerable<CompletionResult> Find(IProvisioningHost host, string word) =>
        from service in host.Services.Find(new ServiceFilter(), CancellationToken.None)
        let id = service.Id.ToString(CultureInfo.InvariantCulture)
        where Completions.Begins(id, word) || Completions.Begins(service.HostName, word)
        select Completions.Of(id, $"{id} {service.HostName}", $"{service.Fqdn}, {service.Status}, {service.LocalStatus}, {service.Package} of {service.Client}");
}
