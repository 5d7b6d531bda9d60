using Provisioning.Engine;
using Provisioning.Proxmox;
using Provisioning.Proxmox.Client;
using Provisioning.Store.Sqlite;

namespace Provisioning;

/// <summary>One opened store, the engine over it and the drivers in the engine.</summary>
public sealed class ProvisioningHost : IProvisioningHost
{
    private readonly SqliteStateStore _store;
    private readonly ProxmoxServers _proxmox;

    /// <summary>Puts everything together.</summary>
    /// <param name="store">The store; disposed of with the host.</param>
    /// <param name="clock">Time.</param>
    /// <param name="engine">The engine's measures of time; null takes the usual ones.</param>
    /// <param name="client">Makes a server's client; null makes one that its record alone describes.</param>
    public ProvisioningHost(SqliteStateStore store, TimeProvider clock, EngineOptions? engine = null, Func<ProvisioningServer, SecretText, ProxmoxClient>? client = null)
    {
        _store = store;
        _proxmox = new ProxmoxServers(store, client, new SharedCalls(store).Record);
        var driver = new ProxmoxDriver(_proxmox, clock);
        var works = new ProvisioningEngine(store, [driver], clock, engine);
        var credentials = new Dictionary<string, Func<ServiceRow, ServiceCredential?>> { [VirtualMachineWords.Kind] = new VmCredentials(store).Reveal };
        Store = new SqliteStoreAdministration(store);
        Servers = new ServerRegistry(store, new ProxmoxChecks(_proxmox, clock), clock);
        VmPackages = new VmPackageCatalog(store, clock);
        Pools = new IpPools(store);
        Clients = new ClientDirectory(store, clock);
        Services = new ServiceDirectory(store, works, credentials, clock);
        VirtualMachines = new VirtualMachines(store, works, driver);
        Records = new ProvisioningRecords(store);
        Tick = new Tick(works);
    }

    /// <inheritdoc/>
    public IStoreAdministration Store { get; }
    /// <inheritdoc/>
    public IServerRegistry Servers { get; }
    /// <inheritdoc/>
    public IVmPackageCatalog VmPackages { get; }
    /// <inheritdoc/>
    public IIpPools Pools { get; }
    /// <inheritdoc/>
    public IClientDirectory Clients { get; }
    /// <inheritdoc/>
    public IServiceDirectory Services { get; }
    /// <inheritdoc/>
    public IVirtualMachines VirtualMachines { get; }
    /// <inheritdoc/>
    public IProvisioningRecords Records { get; }
    /// <inheritdoc/>
    public ITick Tick { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _proxmox.Dispose();
        _store.Dispose();
    }
}
