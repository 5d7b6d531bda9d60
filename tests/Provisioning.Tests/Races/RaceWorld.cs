using Microsoft.Data.Sqlite;
using Provisioning.Cli;
using Provisioning.CrashHost;
using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Store.Sqlite;
using Provisioning.Tests.Store;

namespace Provisioning.Tests.Races;

/// <summary>A store on disk, a data centre behind HTTPS and a shop, for as many processes as a test wants.</summary>
internal sealed class RaceWorld : IAsyncDisposable
{
    private readonly StoreFolder _folder = StoreFolder.ForChildren();
    private readonly LabServer _server;
    private readonly MovableClock _clock;
    private readonly SqliteStateStore _store;
    private readonly ProvisioningHost _host;

    private RaceWorld(LabServer server)
    {
        _server = server;
        _clock = new MovableClock(ClockFile);
        _folder.Options = _folder.Options with { Clock = _clock };
        _store = _folder.Open();
        _host = new ProvisioningHost(_store, _clock);
        DemoShop.Furnish(_host, server);
    }

    public LabDataCenter Lab => _server.Lab;

    private string ClockFile => _folder["clock"];

    /// <summary>Everything in the data centre happens at once and there is room for all: what takes time here is processes.</summary>
    public static async Task<RaceWorld> StartAsync()
    {
        var scenario = LabScenario.Demo();
        scenario.Durations = LabDurations.All(0);
        foreach (var storage in scenario.Storages) storage.TotalBytes = 1L << 50;
        foreach (var node in scenario.Nodes) node.MemoryBytes = 1L << 40;
        return new RaceWorld(await LabServer.StartAsync(new LabOptions { Scenario = scenario }));
    }

    public async Task OrderAsync()
    {
        var answer = await _host.VirtualMachines.OpenOrderDesk().SubmitAsync([DemoShop.Order(1)], CancellationToken.None);
        Assert.Null(answer.Single().Error);
    }

    public Child Start(string command, params string[] arguments) => new([command, _folder.Path, ClockFile, .. arguments]);

    public void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        Lab.Skip(time);
    }

    /// <summary>Every order is ready after each step was completed once, and the data centre holds their machines and nothing besides.</summary>
    public void DemandReady(int orders)
    {
        var services = _store.Read(reader => reader.ServicePage(new ServiceFilter(), 0, int.MaxValue));
        Assert.Equal(orders, services.Count);
        Assert.All(services, service => Assert.Equal((ServiceStatus.Active, VmStatus.Ready, 2), (service.Status, service.LocalStatus, service.IpAddresses.Count)));
        Assert.All(services, service => Assert.Equal(Steps, CompletedSteps(service.Id)));
        Assert.Empty(Journal(JournalEvent.Failed, JournalEvent.Stopped));

        var addresses = _store.Read(reader => reader.AssignmentPage(null, null, null, true, 0, int.MaxValue, out _));
        Assert.Equal((2 * orders, 2 * orders), (addresses.Count, addresses.DistinctBy(held => held.Address).Count()));

        var vmIds = services.Select(service => int.Parse(service.RemoteId!)).Order().ToArray();
        Assert.Equal(vmIds, _store.Read(reader => reader.ReservedRemoteIds(DemoShop.Server)).Select(int.Parse).Order());
        var machines = Lab.Vms.Where(vm => vm.Vmid != DemoShop.Template).ToArray();
        Assert.Equal(vmIds, machines.Select(vm => vm.Vmid).Order());
        Assert.Equal(vmIds, Lab.FirewallFiles);
        Assert.All(services, service =>
        {
            var machine = machines.Single(vm => vm.Vmid == int.Parse(service.RemoteId!));
            Assert.Equal(("running", null, service.HostName, service.Node), (machine.Status, machine.Lock, machine.Name, machine.Node));
            Assert.Equal(Ownership.Ours, new OwnershipMark(_store.StoreId, service.Id, machine.Vmid).Of(machine.Description));
        });
        var volumesInUse = Lab.Vms.SelectMany(vm => vm.Config.Values).Select(value => value.Split(',')[0]).ToHashSet();
        Assert.All(Lab.Volumes, volume => Assert.Contains(volume[(volume.IndexOf('/') + 1)..], volumesInUse));
        Assert.Equal(orders, Lab.RequestLog.Count(request => request.Method == "POST" && request.Path.EndsWith("/clone", StringComparison.Ordinal)));
    }

    /// <summary>Every row of every table and the number of requests that the data centre has seen, in words.</summary>
    public IReadOnlyList<string> Traces()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.Path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var tables = Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
        return [.. tables.SelectMany(table => Rows(connection, $"SELECT * FROM {table}").Select(row => $"{table}: {row}")), $"{Lab.RequestLog.Count} requests"];
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The steps of an order, from the plan: a new one is covered as soon as it is there.</summary>
    public static IReadOnlyList<string> Steps { get; } = PlannedSteps();

    private static IReadOnlyList<string> PlannedSteps()
    {
        using var store = SqliteStateStore.OpenInMemory(TimeProvider.System);
        using var servers = new ProxmoxServers(store);
        return [.. new ProxmoxDriver(servers, TimeProvider.System).Operations[VmOperations.Deploy].Steps.Select(step => step.Name)];
    }

    private IEnumerable<string> CompletedSteps(long service) =>
        Journal(JournalEvent.Done, JournalEvent.Skipped).Where(line => line.ServiceId == service).Select(line => line.Step!);

    private IReadOnlyList<JournalEntry> Journal(params JournalEvent[] events) =>
        _store.Read(reader => reader.JournalPage(new RecordFilter { Events = events }, 0, int.MaxValue));

    private static List<string> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(column))));
        return rows;
    }
}
