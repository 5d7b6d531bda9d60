using System.Diagnostics;
using System.Globalization;
using Provisioning.Engine;
using Provisioning.Store.Sqlite;
using Provisioning.Tests.Engine;

namespace Provisioning.Benchmarks;

/// <summary>A store full of services that are ready, of which a few have something to do at a time.</summary>
internal sealed class ToyFarm : IDisposable
{
    private const int Batch = 10_000;
    private readonly SqliteStateStore _store;
    private readonly ToyServer _server = new(TimeProvider.System);
    private readonly ProvisioningEngine _engine;
    private readonly int _services;

    public ToyFarm(int services)
    {
        _services = services;
        StatePath = Scratch.NewPath(".db");
        _store = SqliteStateStore.Open(StatePath, new SqliteStoreOptions());
        // Every service is to be paid for some day, and none is overdue: the rules have to find that out at each tick.
        var driver = new ToyDriver(_server) { Rules = { new RenewalRule("small", TimeSpan.FromDays(3), TimeSpan.FromDays(30)) } };
        _engine = new ProvisioningEngine(_store, [driver], TimeProvider.System);
        var client = _store.Write(Durability.Normal, w => w.AddClient(new ProvisioningClient { UserName = "anna", CreatedAt = DateTimeOffset.UtcNow }));
        for (var first = 0; first < services; first += Batch) Fill(client, Math.Min(Batch, services - first));
    }

    public string StatePath { get; }

    /// <summary>Gives some services an operation, spread over the whole store, and times the tick that carries them out.</summary>
    public async Task<double> TickAsync(int due)
    {
        _store.Write(Durability.Normal, w =>
        {
            for (var i = 0; i < due; i++) MakeDue(w, 1 + i * (_services / due));
        });
        var began = Stopwatch.GetTimestamp();
        var summary = await _engine.TickAsync(new TickOptions(), null, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return summary.Completed == due ? took : throw new InvalidOperationException($"{summary.Completed} of {due} were done.");
    }

    public void Dispose() => _store.Dispose();

    private void MakeDue(IStateWriter writer, long id)
    {
        var (service, now) = (writer.Service(id)!, DateTimeOffset.UtcNow);
        _server.Things[service.HostName] = [];
        var operation = writer.AddOperation(new OperationRow { ServiceId = id, Name = "Repaint", CreatedAt = now });
        writer.SaveService(service with { OperationId = operation, DueAt = now });
    }

    private void Fill(long client, int count) => _store.Write(Durability.Normal, writer =>
    {
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < count; i++)
        {
            var name = "toy" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
            var id = writer.AddService(new ServiceRow
            {
                Kind = ToyDriver.ToyKind, Status = ServiceStatus.Active, LocalStatus = "ready", ClientId = client, Package = "small", Server = "toys",
                HostName = name, Domain = "example.com", CreatedAt = now, ReadyAt = now, DueDate = now.AddDays(1 + i % 365),
            });
            var operation = writer.AddOperation(new OperationRow { ServiceId = id, Name = "Deploy", State = OperationState.Succeeded, CreatedAt = now, EndedAt = now });
            writer.AddJournal([new JournalEntry { At = now, Event = JournalEvent.Completed, ServiceId = id, OperationId = operation, Operation = "Deploy", Message = "Deploy complete" }]);
        }
    });
}
