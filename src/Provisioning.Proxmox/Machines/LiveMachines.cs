using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A machine of ours, found on its server by somebody who asks.</summary>
/// <param name="Service">Its service.</param>
/// <param name="Api">The server.</param>
/// <param name="Vm">Where it is.</param>
internal sealed record LiveMachine(ServiceRow Service, ProxmoxApi Api, VmRef Vm);

/// <summary>Looks at machines on behalf of faces; changes nothing, neither there nor in the store.</summary>
internal sealed class LiveMachines(IStateStore store, ProxmoxServers servers)
{
    /// <summary>A machine of a service, if it is where it should be and carries the service's mark.</summary>
    /// <exception cref="ProvisioningException">MachineMissing, ForeignMachine, and what the server is in trouble with.</exception>
    public async Task<LiveMachine> FindAsync(ServiceRow service, CancellationToken cancellation)
    {
        var api = servers.Open(service.Server).Api;
        var id = VmIdOf(service);
        var (vm, config) = await ReadAsync(api, service, id, cancellation).ConfigureAwait(false);
        if (new OwnershipMark(store.StoreId, service.Id, id).Of(config.Description) != Ownership.Ours)
            throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe, $"{vm} does not carry the mark of service {service.Id}; it is somebody else's.", service.RemoteId);
        return new LiveMachine(service, api, vm);
    }

    /// <summary>The VMID of a service.</summary>
    /// <exception cref="ProvisioningException">MachineMissing: it has none.</exception>
    public static int VmIdOf(ServiceRow service) => int.TryParse(service.RemoteId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Missing(service);

    private static async Task<(VmRef Vm, VmConfig Config)> ReadAsync(ProxmoxApi api, ServiceRow service, int id, CancellationToken cancellation)
    {
        if (service.Node is { } node)
        {
            try
            {
                return (new VmRef(node, id), await api.GetConfigAsync(new VmRef(node, id), cancellation).ConfigureAwait(false));
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineMissing)
            {
                // Somebody, or HA, may have moved it.
            }
        }
        var guest = (await api.GetResourcesAsync(cancellation).ConfigureAwait(false)).Guests.FirstOrDefault(guest => guest.Vm.Id == id && !guest.IsContainer && guest.Vm.Node != service.Node);
        return guest is null ? throw Missing(service) : (guest.Vm, await api.GetConfigAsync(guest.Vm, cancellation).ConfigureAwait(false));
    }

    private static ProvisioningException Missing(ServiceRow service) => new(ErrorIds.MachineMissing, ErrorKind.NotFound,
        service.Status == ServiceStatus.Terminated ? $"Service {service.Id} is terminated and has no machine any more; its admin notes say which one it had."
        : VmStatus.IsBeforeMachine(service.LocalStatus) ? $"Service {service.Id} has no machine yet: its local status is '{service.LocalStatus}'. Its creation makes one; by hand Copy-VmTemplate does."
        : $"VM {service.RemoteId ?? "?"} of service {service.Id} is not on {service.Server}; Restore-ProvisionedVmBackup brings it back from a backup, Install-ProvisionedVm makes it anew.",
        service.RemoteId);
}
