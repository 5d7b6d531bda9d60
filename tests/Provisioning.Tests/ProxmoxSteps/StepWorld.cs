using Provisioning.Engine;
using Provisioning.Http;
using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.ProxmoxSteps;

/// <summary>What one step after the other is tried on: a simulated cluster, a store, the driver and an engine, all on one clock that stands still.</summary>
internal sealed class StepWorld : IDisposable
{
    public const string ServerName = "demo";
    private readonly List<IDisposable> _owned = [];

    public StepWorld(LabScenario? scenario = null, Action<LabScenario>? change = null)
    {
        var start = scenario ?? LabScenario.Demo();
        change?.Invoke(start);
        Lab = new LabDataCenter(start, Clock);
        Store = SqliteStateStore.OpenInMemory(Clock);
        Store.Write(Durability.Normal, w =>
        {
            w.AddServer(new ProvisioningServer
            {
                Name = ServerName, Kind = ServerKind.Proxmox, Endpoints = [new Uri("https://pve1:8006"), new Uri("https://pve2:8006")],
                Authentication = ServerAuthentication.ApiToken, UserName = start.Tokens[0].Id, RegisteredAt = Clock.GetUtcNow(),
            });
            w.SetSecret(SecretNames.OfServer(ServerName), new SecretText(start.Tokens[0].Secret));
            ClientId = w.AddClient(new ProvisioningClient { UserName = "anna", CreatedAt = Clock.GetUtcNow() });
            w.AddPool(Pool("v4", IpFamily.IPv4, "10.0.0.10", "10.0.0.200", 24, "10.0.0.1"));
            w.AddPool(Pool("v6", IpFamily.IPv6, "2001:db8::10", "2001:db8::ff", 64, "2001:db8::1"));
        });
        Servers = Own(new ProxmoxServers(Store, (server, secret) => Own(new Proxmox.Client.ProxmoxClient(server, secret, new TransportOptions
        {
            Clock = Clock, Randomness = () => 0.5, RestAfterFailures = int.MaxValue,
            HandlerFactory = endpoint => Lab.CreateHandler(endpoint.Host),
        }))));
        Driver = new ProxmoxDriver(Servers, Clock);
        Packages = new VmPackageCatalog(Store, Clock);
        Engine = NewEngine();
    }

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    public LabDataCenter Lab { get; }
    public SqliteStateStore Store { get; }
    public ProxmoxServers Servers { get; }
    public ProxmoxDriver Driver { get; private set; }
    public VmPackageCatalog Packages { get; }
    public ProvisioningEngine Engine { get; private set; }
    public long ClientId { get; private set; }

    public static VmPackage Small { get; } = new() { Name = "small", Server = ServerName, OsTemplate = 9000 };

    /// <summary>Everything a package can ask for.</summary>
    public static VmPackage Full { get; } = Small with
    {
        Name = "full", Cores = 4, MemoryMiB = 4096, IPv6Count = 1, NetworkMBps = 12.5m, OsUser = "admin",
        SystemDisk = new VmDisk { SizeGiB = 10, ReadMBps = 100, WriteMBps = 50, ReadIops = 1000, WriteIops = 500 },
        AdditionalDisk = new VmDisk { SizeGiB = 20, ReadMBps = 10 },
        Firewall = new VmFirewall
        {
            PolicyIn = FirewallAction.Drop, PolicyOut = FirewallAction.Reject,
            Rules =
            [
                new FirewallRule { Direction = FirewallDirection.In, Action = FirewallAction.Accept, Macro = "SSH", Comment = "admins" },
                new FirewallRule { Direction = FirewallDirection.In, Action = FirewallAction.Accept, Protocol = "tcp", DestinationPort = "80,443" },
            ],
        },
        SshKeys = [Keys.Ed25519],
    };

    public static OrderVm Order(string package, params (string Name, string Value)[] options) => new()
    {
        Package = package, Client = "anna", Options = options.ToDictionary(o => o.Name, o => o.Value),
    };

    /// <summary>As after a restart: nothing is remembered but the store.</summary>
    public void Restart()
    {
        Driver = new ProxmoxDriver(Servers, Clock);
        Engine = NewEngine();
    }

    public IReadOnlyList<PreparedOrder> Prepare(params OrderVm[] orders) =>
        Clock.Run(() => new VmOrderDesk(Store, Driver).PrepareAsync(orders, CancellationToken.None));

    public long Submit(OrderVm order)
    {
        var prepared = Assert.Single(Prepare(order));
        Assert.True(prepared.Error is null, prepared.Error?.Message);
        var taken = Assert.Single(Engine.Orders.Take([prepared.Draft!]));
        Assert.True(taken.Error is null, taken.Error?.Message);
        return taken.ServiceId!.Value;
    }

    public ProvisioningError Refused(OrderVm order) =>
        Assert.Single(Prepare(order)).Error ?? throw new Xunit.Sdk.XunitException("the order was taken");

    /// <summary>Ticks until nothing is due within a time.</summary>
    public void TickFor(TimeSpan time)
    {
        var end = Clock.GetUtcNow() + time;
        while (true)
        {
            Clock.Run(() => Engine.ContinueAsync(new TickOptions(), null, CancellationToken.None));
            var next = Store.Read(r => r.NextDueAt(null));
            if (next is null || next > end) break;
            if (next > Clock.GetUtcNow()) Clock.Advance(next.Value - Clock.GetUtcNow());
        }
    }

    public long Deploy(VmPackage package, OrderVm? order = null)
    {
        Packages.Create(package);
        var id = Submit(order ?? Order(package.Name));
        TickFor(TimeSpan.FromMinutes(30));
        return id;
    }

    public ServiceRow Row(long id) => Store.Read(r => r.Service(id))!;

    public ProvisionedService Service(long id) => Store.Read(r => r.ServicePage(new ServiceFilter { Ids = [id] }, 0, 1)).Single();

    public LabVm Vm(long id) => Lab.FindVm(int.Parse(Row(id).RemoteId!)) ?? throw new Xunit.Sdk.XunitException($"VM {Row(id).RemoteId} is not there");

    public IReadOnlyList<JournalEntry> Journal(long id) => Store.Read(r => r.JournalPage(new RecordFilter { ServiceId = id }, 0, 10_000));

    public string Told(long id) => string.Join('\n', Journal(id).Select(j => $"{j.At:mm:ss.fff} {j.Event,-9} {j.Step,-30} {j.From} -> {j.To}: {j.Message}"));

    public void AssertReady(long id) => Assert.True(Row(id).LocalStatus == VmStatus.Ready, Told(id));

    public void Dispose()
    {
        _owned.Reverse();
        foreach (var thing in _owned) thing.Dispose();
        Store.Dispose();
    }

    private ProvisioningEngine NewEngine() => new(Store, [Driver], Clock, new EngineOptions { Worker = "w1", Random = () => 0.5 });

    private static IpPool Pool(string name, IpFamily family, string start, string stop, int prefix, string gateway) => new()
    {
        Name = name, Server = ServerName, Family = family, Start = start, Stop = stop, PrefixLength = prefix, Gateway = gateway,
        Bridge = "vmbr0", Vlan = 0, DnsServers = family == IpFamily.IPv4 ? ["10.0.0.2"] : ["2001:db8::2"],
    };

    private T Own<T>(T thing) where T : IDisposable
    {
        _owned.Add(thing);
        return thing;
    }
}

internal static class Keys
{
    public const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO/3bGh+b5x0pF0mI1bmE5o2o0hKQyPOwDrCeRUdZVYA anna+ops@example.com the laptop";
}
