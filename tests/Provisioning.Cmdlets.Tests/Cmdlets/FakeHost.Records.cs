namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Servers, packages, pools, clients and the store.</summary>
internal sealed partial class FakeHost : IStoreAdministration, IServerRegistry, IVmPackageCatalog, IIpPools, IClientDirectory
{
    public List<ProvisioningServer> ServerTable { get; } = [];
    public List<VmPackage> PackageTable { get; } = [];
    public List<IpPool> PoolTable { get; } = [];
    public List<IpAssignment> AssignmentTable { get; } = [];
    public List<ProvisioningClient> ClientTable { get; } = [];

    /// <summary>The secret that came with the last registration or change of a server.</summary>
    public string? LastSecret { get; private set; }

    public FakeHost WithServers(params string[] names)
    {
        ServerTable.AddRange(names.Select(n => new ProvisioningServer
        {
            Name = n, Kind = ServerKind.Proxmox, Endpoints = [new("https://192.0.2.1:8006")], Authentication = ServerAuthentication.ApiToken, UserName = "root@pam!ops", Notes = "rack 4",
        }));
        return this;
    }

    public FakeHost WithPackages(params string[] names)
    {
        PackageTable.AddRange(names.Select(n => new VmPackage { Name = n, Cores = 2, MemoryMiB = 2048, OsTemplate = 9000 }));
        return this;
    }

    public FakeHost WithPools(params string[] names)
    {
        PoolTable.AddRange(names.Select(n => new IpPool
        {
            Name = n, Server = "pve1", Family = IpFamily.IPv4, Start = "192.0.2.10", Stop = "192.0.2.20", PrefixLength = 24, Gateway = "192.0.2.1", Bridge = "vmbr0", Size = 11,
        }));
        return this;
    }

    public FakeHost WithClients(params string[] names)
    {
        ClientTable.AddRange(names.Select((n, i) => new ProvisioningClient { Id = i + 1, UserName = n, City = "Riga" }));
        return this;
    }

    public StoreInfo Describe()
    {
        Called("Store.Describe");
        return Locate(new()) with { Services = ServiceTable.Count, SchemaVersion = 1 };
    }

    public StoreBackup Backup(string targetPath, bool overwrite, CancellationToken cancellation)
    {
        Called($"Store.Backup {targetPath} {overwrite}", cancellation);
        return new(targetPath, 4096, Guid.Empty, DateTimeOffset.UnixEpoch);
    }

    IEnumerable<ProvisioningServer> IServerRegistry.Find(string? name) => [.. ServerTable.Where(s => Fits(name, s.Name))];

    ProvisioningServer IServerRegistry.Get(string name)
    {
        Called($"Servers.Get {name}");
        return Known(ServerTable.Find(s => s.Name == name), ErrorIds.ServerNotFound, name);
    }

    public ProvisioningServer Register(ProvisioningServer server, SecretText secret)
    {
        Called($"Servers.Register {server.Name}");
        LastSecret = secret.Reveal();
        ServerTable.Add(server);
        return server;
    }

    public ProvisioningServer Update(ProvisioningServer server, SecretText? secret)
    {
        Called($"Servers.Update {server.Name}");
        LastSecret = secret?.Reveal();
        return Replace(ServerTable, s => s.Name == server.Name, server);
    }

    public void Unregister(string name)
    {
        Called($"Servers.Unregister {name}");
        ServerTable.RemoveAll(s => s.Name == name);
    }

    public async Task<ServerCheck> CheckAsync(string name, CancellationToken cancellation)
    {
        await CalledAsync($"Servers.Check {name}", cancellation);
        return new() { Server = name, Version = "9.1" };
    }

    public async Task<ServerCheck> CheckAsync(ProvisioningServer server, SecretText secret, CancellationToken cancellation)
    {
        LastSecret = secret.Reveal();
        await CalledAsync($"Servers.Check {server.Endpoints[0]} {server.UserName}", cancellation);
        return new() { Server = server.Name, Problems = [new(ErrorIds.CredentialRejected, ErrorKind.Auth, "No.")] };
    }

    IEnumerable<VmPackage> IVmPackageCatalog.Find(string? name) => [.. PackageTable.Where(p => Fits(name, p.Name))];

    VmPackage IVmPackageCatalog.Get(string name)
    {
        Called($"VmPackages.Get {name}");
        return Known(PackageTable.Find(p => p.Name == name), ErrorIds.PackageNotFound, name);
    }

    public VmPackage Create(VmPackage package)
    {
        Called($"VmPackages.Create {package.Name}");
        PackageTable.Add(package);
        return package;
    }

    public VmPackage Update(VmPackage package)
    {
        Called($"VmPackages.Update {package.Name}");
        return Replace(PackageTable, p => p.Name == package.Name, package);
    }

    void IVmPackageCatalog.Remove(string name)
    {
        Called($"VmPackages.Remove {name}");
        PackageTable.RemoveAll(p => p.Name == name);
    }

    IEnumerable<IpPool> IIpPools.Find(string? name, string? server, IpFamily? family) =>
        PoolTable.Where(p => Fits(name, p.Name) && (server is null || p.Server == server) && (family is null || p.Family == family));

    IpPool IIpPools.Get(string name)
    {
        Called($"Pools.Get {name}");
        return Known(PoolTable.Find(p => p.Name == name), ErrorIds.PoolNotFound, name);
    }

    public IpPool Create(IpPool pool)
    {
        Called($"Pools.Create {pool.Name}");
        PoolTable.Add(pool);
        return pool;
    }

    public IpPool Update(IpPool pool)
    {
        Called($"Pools.Update {pool.Name}");
        return Replace(PoolTable, p => p.Name == pool.Name, pool);
    }

    void IIpPools.Remove(string name)
    {
        Called($"Pools.Remove {name}");
        PoolTable.RemoveAll(p => p.Name == name);
    }

    public IEnumerable<IpAssignment> Assignments(string? pool, long? serviceId, string? address, bool includeReleased)
    {
        Called($"Pools.Assignments {pool} {serviceId} {address} {includeReleased}");
        return AssignmentTable.Where(a => (pool ?? a.Pool) == a.Pool && (serviceId ?? a.ServiceId) == a.ServiceId && (address ?? a.Address) == a.Address);
    }

    IEnumerable<ProvisioningClient> IClientDirectory.Find(string? userName) => [.. ClientTable.Where(c => Fits(userName, c.UserName))];

    ProvisioningClient IClientDirectory.Get(long id)
    {
        Called($"Clients.Get {id}");
        return Known(ClientTable.Find(c => c.Id == id), ErrorIds.ClientNotFound, $"{id}");
    }

    public ProvisioningClient Create(ProvisioningClient client)
    {
        Called($"Clients.Create {client.UserName}");
        ClientTable.Add(client = client with { Id = ClientTable.Count + 1 });
        return client;
    }

    public ProvisioningClient Update(ProvisioningClient client)
    {
        Called($"Clients.Update {client.UserName}");
        return Replace(ClientTable, c => c.Id == client.Id, client);
    }

    void IClientDirectory.Remove(long id)
    {
        Called($"Clients.Remove {id}");
        ClientTable.RemoveAll(c => c.Id == id);
    }

    private static T Replace<T>(List<T> table, Predicate<T> which, T with)
    {
        table[table.FindIndex(which)] = with;
        return with;
    }
}
