using Provisioning.Proxmox;

namespace Provisioning;

internal sealed class ProxmoxChecks(ProxmoxServers servers, TimeProvider clock) : IServerChecks
{
    public Task<ServerCheck> CheckAsync(ProvisioningServer server, SecretText secret, CancellationToken cancellation) =>
        new ProxmoxServerCheck(servers, clock).CheckAsync(server, secret, cancellation);
}
