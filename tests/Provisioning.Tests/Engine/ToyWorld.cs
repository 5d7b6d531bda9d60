using System.Globalization;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Engine;

/// <summary>A store, a toy server and as many engines as a test wants, all on one fake clock.</summary>
internal sealed class ToyWorld : IDisposable
{
    public ToyWorld()
    {
        Store = SqliteStateStore.OpenInMemory(Clock);
        Server = new ToyServer(Clock);
        Driver = new ToyDriver(Server);
        Engine = NewEngine();
        Store.Write(Durability.Normal, w =>
        {
            w.AddServer(new ProvisioningServer
            {
                Name = "toys", Kind = ServerKind.Proxmox, Endpoints = [new Uri("https://toys.example:8006/")],
                Authentication = ServerAuthentication.ApiToken, UserName = "a@pam!b", RegisteredAt = Clock.GetUtcNow(),
            });
            ClientId = w.AddClient(new ProvisioningClient { UserName = "anna", CreatedAt = Clock.GetUtcNow() });
            w.AddPackage(new PackageRow(ToyDriver.ToyKind, "small", null, "{}", Clock.GetUtcNow()));
        });
    }

    public FakeClock Clock { get; } = new();
    public IStateStore Store { get; }
    public ToyServer Server { get; }
    public ToyDriver Driver { get; }
    public ProvisioningEngine Engine { get; }
    public long ClientId { get; private set; }

    public ProvisioningEngine NewEngine(IStateStore? store = null, string worker = "w1", params IServiceDriver[] drivers) =>
        new(store ?? Store, drivers.Length > 0 ? drivers : [Driver], Clock, new EngineOptions { Worker = worker, Random = () => 0.5 });

    public OrderDraft Draft(string? name = null, string operation = "Deploy") => new()
    {
        Kind = ToyDriver.ToyKind, Server = "toys", Package = "small", ClientId = ClientId, LocalStatus = "creation", Operation = operation,
        HostName = seed => name ?? "toy" + seed.ServiceId.ToString(CultureInfo.InvariantCulture), HostNameGiven = name is not null,
    };

    public long Order(OrderDraft? draft = null) => Orders(draft ?? Draft()).Single();

    public IReadOnlyList<long> Orders(params OrderDraft[] drafts) => [.. Engine.Orders.Take(drafts).Select(t => t.ServiceId ?? throw new InvalidOperationException(t.Error!.Message))];

    public TickSummary Tick(TickOptions? options = null, ProvisioningEngine? engine = null) =>
        Clock.Run(() => (engine ?? Engine).TickAsync(options ?? new TickOptions(), null, CancellationToken.None));

    public ProvisionedService Service(long id) =>
        Store.Read(r => r.ServicePage(new ServiceFilter { Ids = [id], Statuses = Enum.GetValues<ServiceStatus>() }, 0, 1)).Single();

    public IReadOnlyList<JournalEntry> Journal(long id) => Store.Read(r => r.JournalPage(new RecordFilter { ServiceId = id }, 0, 10_000));

    public ProvisioningOperation Operation(long serviceId) => Store.Read(r => r.OperationPage(serviceId, true, null, 0, 100))[^1];

    public void Dispose() => Store.Dispose();
}
