using Provisioning.Dns;
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
    private readonly DnsProviderSet _dns;

    /// <summary>Puts everything together.</summary>
    /// <param name="store">The store; disposed of with the host.</param>
    /// <param name="clock">Time.</param>
    /// <param name="engine">The engine's measures of time; null takes the usual ones.</param>
    /// <param name="client">Makes a server's client; null makes one that its record alone describes.</param>
    /// <param name="dns">Makes a DNS provider; null makes the real ones.</param>
    public ProvisioningHost(
        SqliteStateStore store, TimeProvider clock, EngineOptions? engine = null, Func<ProvisioningServer, SecretText, ProxmoxClient>? client = null,
        Func<DnsZone, SecretText, IDnsProvider>? dns = null)
    {
        _store = store;
        var shared = new SharedCalls(store);
        _proxmox = new ProxmoxServers(store, client, shared.Record);
        _dns = new DnsProviderSet(store, dns);
        var records = new DnsReconciler(store, _dns, clock, shared.Record);
        var driver = new ProxmoxDriver(_proxmox, clock, dns: records);
        var works = new ProvisioningEngine(store, [driver], clock, engine, [records]);
        var credentials = new Dictionary<string, Func<ServiceRow, ServiceCredential?>> { [VirtualMachineWords.Kind] = new VmCredentials(store).Reveal };
        Store = new SqliteStoreAdministration(store);
        Servers = new ServerRegistry(store, new ProxmoxChecks(_proxmox, clock), clock);
        VmPackages = new VmPackageCatalog(store, clock);
        Pools = new IpPools(store);
        Clients = new ClientDirectory(store, clock);
        Services = new ServiceDirectory(store, works, credentials, clock);
        VirtualMachines = new VirtualMachines(store, works, driver);
        DnsZones = new DnsZones(store, _dns, clock, shared.Record);
        DnsRecords = new DnsRecords(store, records, works, Services);
        VmSnapshots = new VmSnapshotDesk(store, driver, works.Requests);
        VmBackups = new VmBackupDesk(store, driver, works.Requests);
        VmSchedules = new VmScheduleDesk(store, clock);
        VmUpkeep = new VmUpkeep(store, works, driver);
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
    public IDnsZones DnsZones { get; }
    /// <inheritdoc/>
    public IDnsRecords DnsRecords { get; }
    /// <inheritdoc/>
    public IVmSnapshots VmSnapshots { get; }
    /// <inheritdoc/>
    public IVmBackups VmBackups { get; }
    /// <inheritdoc/>
    public IVmSchedules VmSchedules { get; }
    /// <inheritdoc/>
    public IVmUpkeep VmUpkeep { get; }
    /// <inheritdoc/>
    public IProvisioningRecords Records { get; }
    /// <inheritdoc/>
    public ITick Tick { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _proxmox.Dispose();
        _dns.Dispose();
        _store.Dispose();
    }
}
