using Provisioning.CrashHost;
using Provisioning.Dns;
using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Store.Sqlite;
using Provisioning.Tests.DnsPlanning;
using Wire = Provisioning.Proxmox.Client;

namespace Provisioning.Tests.Worlds;

/// <summary>A store and a simulated data centre on one fake clock, and as many processes over them as a test wants to start.</summary>
internal sealed class VmWorld : IDisposable
{
    public const string Server = "dc1";
    public const string Package = "small";

    public VmWorld(LabScenario? scenario = null, VmPackage? package = null, int addresses = 50)
    {
        Clock = new FakeClock();
        Lab = new LabDataCenter(scenario ?? LabScenario.Demo(), Clock);
        Store = SqliteStateStore.OpenInMemory(Clock);
        Furnish(new Uri("https://pve1.example:8006/"), [], package, addresses);
    }

    /// <summary>A world that other processes can work in too: its store is a file, its data centre answers on the loopback address.</summary>
    public VmWorld(FakeClock clock, SqliteStateStore store, LabServer server, VmPackage? package = null)
    {
        (Clock, Lab, Store) = (clock, server.Lab, store);
        Furnish(server.BaseUri, [server.Fingerprint], package, addresses: 50);
    }

    /// <summary>A package that makes every step of a deploy do something.</summary>
    public static VmPackage FullPackage { get; } = new()
    {
        Name = Package, Server = Server, OsTemplate = 9000, Cores = 4, MemoryMiB = 4096, MainDomain = "example.com", OsUser = "admin",
        SystemDisk = new VmDisk { SizeGiB = 10, ReadMBps = 200, WriteMBps = 100, ReadIops = 1000, WriteIops = 500 },
        AdditionalDisk = new VmDisk { SizeGiB = 20, ReadMBps = 50, WriteMBps = 50 },
        NetworkMBps = 100, IPv4Count = 1, IPv6Count = 1,
        Firewall = new VmFirewall
        {
            PolicyIn = FirewallAction.Drop,
            Rules =
            [
                new FirewallRule { Action = FirewallAction.Accept, Protocol = "tcp", DestinationPort = "22", Comment = "ssh" },
                new FirewallRule { Action = FirewallAction.Accept, Protocol = "icmp", Comment = "ping" },
            ],
        },
    };

    public FakeClock Clock { get; }
    public LabDataCenter Lab { get; }
    public SqliteStateStore Store { get; }

    /// <summary>The name server behind all zones of the store; null where there are none.</summary>
    public MemoryDns? Dns { get; private set; }

    /// <summary>Registers zones at a name server in memory; processes that are started from now on keep them in step.</summary>
    public void Serve(params string[] zones)
    {
        Dns = new MemoryDns();
        foreach (var zone in zones)
        {
            Dns.Serve(zone);
            Store.Write(Durability.Normal, w => w.SetSecret(
                DnsProviderSet.SecretName(w.AddDnsZone(new DnsZone { Name = zone, Provider = DnsProviderKind.PowerDns, Endpoint = new Uri("http://ns1:8081/"), RegisteredAt = Clock.GetUtcNow(), CheckDueAt = Clock.GetUtcNow() })),
                new SecretText("key")));
        }
    }

    /// <summary>Starts a process.</summary>
    public VmProcess Start(CrashPlan? plan = null, string worker = "w1") => new(this, plan ?? CrashPlan.Survive(), worker);

    public IReadOnlyList<ProvisionedService> Services() =>
        Store.Read(r => r.ServicePage(new ServiceFilter { Statuses = Enum.GetValues<ServiceStatus>() }, 0, 10_000));

    public IReadOnlyList<JournalEntry> Journal(long? serviceId = null) => Store.Read(r => r.JournalPage(new RecordFilter { ServiceId = serviceId }, 0, 100_000));

    /// <summary>What an admin does on the server's own surface; lets its task end.</summary>
    public void OnServer(string path, params (string Name, string Value)[] form)
    {
        BeginOnServer(path, form);
        Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("OK", Lab.Tasks[^1].ExitStatus);
    }

    /// <summary>The same, with its task still at work.</summary>
    public void BeginOnServer(string path, params (string Name, string Value)[] form) => OnServer(HttpMethod.Post, path, form);

    /// <summary>One request of an admin.</summary>
    public void OnServer(HttpMethod method, string path, params (string Name, string Value)[] form)
    {
        using var handler = Lab.CreateHandler();
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, "https://pve1.example:8006/api2/json" + path)
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        var token = Lab.Scenario.Tokens[0];
        request.Headers.TryAddWithoutValidation("Authorization", $"PVEAPIToken={token.Id}={token.Secret}");
        Clock.Run(async () =>
        {
            using var answer = await client.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return true;
        });
    }

    public void Dispose() => Store.Dispose();

    private void Furnish(Uri endpoint, IReadOnlyList<string> thumbprints, VmPackage? package, int addresses)
    {
        var token = Lab.Scenario.Tokens[0];
        Store.Write(Durability.Normal, w =>
        {
            w.AddServer(new ProvisioningServer
            {
                Name = Server, Kind = ServerKind.Proxmox, Endpoints = [endpoint], CertificateThumbprints = thumbprints,
                Authentication = ServerAuthentication.ApiToken, UserName = token.Id, RegisteredAt = Clock.GetUtcNow(),
            });
            w.SetSecret(SecretNames.OfServer(Server), new SecretText(token.Secret));
            w.AddClient(new ProvisioningClient { UserName = "anna", CreatedAt = Clock.GetUtcNow() });
            w.AddPool(PoolRules.Checked(new IpPool
            {
                Name = "four", Server = Server, Family = IpFamily.IPv4, Start = "192.0.2.10", Stop = IpNumber.Format(IpFamily.IPv4, 0xC0000200 + 9 + (uint)addresses),
                PrefixLength = 24, Gateway = "192.0.2.1", Bridge = "vmbr0", DnsServers = ["192.0.2.53"],
            }, []));
            w.AddPool(PoolRules.Checked(new IpPool
            {
                Name = "six", Server = Server, Family = IpFamily.IPv6, Start = "2001:db8::10", Stop = "2001:db8::ffff", PrefixLength = 64, Gateway = "2001:db8::1", Bridge = "vmbr0",
            }, []));
        });
        new VmPackageCatalog(Store, Clock).Create(package ?? FullPackage);
    }
}

/// <summary>One process over a <see cref="VmWorld"/>: its own engine, driver and connections, which end with it.</summary>
internal sealed partial class VmProcess : IDisposable
{
    private readonly VmWorld _world;
    private readonly ProxmoxServers _servers;
    private readonly ProxmoxDriver _driver;
    private readonly MortalStore _store;
    private readonly DnsProviderSet? _dnsProviders;

    public VmProcess(VmWorld world, CrashPlan plan, string worker)
    {
        (_world, Plan) = (world, plan);
        _store = new MortalStore(world.Store, plan);
        _servers = new ProxmoxServers(_store, (server, secret) => new Wire.ProxmoxClient(server, secret, Wire.ProxmoxClient.DefaultOptions(server) with
        {
            Clock = world.Clock,
            Randomness = () => 0.5,
            HandlerFactory = _ => new MortalHandler(world.Lab.CreateHandler(), plan),
        }));
        if (world.Dns is { } dns) _dnsProviders = new DnsProviderSet(_store, (_, _) => dns.Open(plan));
        var records = _dnsProviders is null ? null : new DnsReconciler(_store, _dnsProviders, world.Clock);
        _driver = new ProxmoxDriver(_servers, world.Clock, dns: records);
        Engine = new ProvisioningEngine(_store, [_driver], world.Clock, new EngineOptions { Worker = worker, Random = () => 0.5 }, records is null ? null : [records]);
    }

    public CrashPlan Plan { get; }
    public ProvisioningEngine Engine { get; }
    public IServiceDriver Driver => _driver;
    public IReadOnlyDictionary<string, OperationPlan> Operations => _driver.Operations;

    public VmSnapshotDesk Snapshots => new(_store, _driver, Engine.Requests);
    public VmBackupDesk Backups => new(_store, _driver, Engine.Requests);
    public VmScheduleDesk Schedules => new(_store, _world.Clock);

    /// <summary>Takes orders; each answer is a service or an error.</summary>
    public IReadOnlyList<TakenOrder> Order(int count = 1, Func<OrderVm, OrderVm>? change = null) => _world.Clock.Run(async () =>
    {
        var order = new OrderVm { Package = VmWorld.Package, Client = "anna" };
        var prepared = await new VmOrderDesk(_store, _driver).PrepareAsync([.. Enumerable.Range(0, count).Select(_ => change?.Invoke(order) ?? order)], CancellationToken.None);
        return prepared.Any(p => p.Draft is null)
            ? [.. prepared.Select(p => new TakenOrder(null, p.Error))]
            : Engine.Orders.Take([.. prepared.Select(p => p.Draft!)]);
    }, Dying);

    /// <summary>Asks for an operation.</summary>
    public long Request(string operation, long serviceId = 1, string arguments = "{}") => Engine.Requests.Request(serviceId, operation, arguments);

    /// <summary>Asks for a change of package.</summary>
    public long Change(ChangeVm change, long serviceId = 1) => new VmChanges(_store, Engine.Requests).ChangePackage(serviceId, change);

    /// <summary>Asks for a single command, as its cmdlet does.</summary>
    public TakenCommand RunStep(string command, long serviceId = 1, CancellationToken cancellation = default) =>
        _world.Clock.Run(() => new VmCommandDesk(_store, Engine.Requests, _driver).RunAsync(serviceId, command, cancellation));

    /// <summary>Asks whether a single command would be refused, as its cmdlet does under -WhatIf.</summary>
    public void CheckStep(string command, long serviceId = 1) => _world.Clock.Run(async () =>
    {
        await new VmCommandDesk(_store, Engine.Requests, _driver).CheckAsync(serviceId, command, CancellationToken.None);
        return true;
    });

    public TickSummary Tick(TickOptions? options = null) => _world.Clock.Run(() => Engine.TickAsync(options ?? new TickOptions(), null, CancellationToken.None), Dying);

    /// <summary>Ticks and lets time pass until nothing is due any more; but for the daily comparison of zones, which never ends.</summary>
    public void TickToTheEnd(int mostTicks = 400)
    {
        for (var ticks = 0; ticks < mostTicks; ticks++)
        {
            if (Tick().NextDueAt is not { } due) return;
            var wait = due - _world.Clock.GetUtcNow();
            if (_dnsProviders is not null && wait > TimeSpan.FromHours(2)) return;
            if (wait > TimeSpan.Zero) _world.Clock.Advance(wait);
        }
        Assert.Fail($"not at the end after {mostTicks} ticks: " + string.Join("; ", _world.Services().Select(s => $"{s.Id} {s.LocalStatus} {s.OperationState} {s.LastError?.Message}")));
    }

    public void Dispose()
    {
        _servers.Dispose();
        _dnsProviders?.Dispose();
    }

    private bool Dying() => Plan.Death is not null;
}
