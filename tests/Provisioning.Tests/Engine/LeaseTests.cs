using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

public sealed class LeaseTests : IDisposable
{
    private readonly ToyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_dead_workers_service_is_taken_over_when_its_lease_ends()
    {
        var id = _world.Order();
        var dead = Claim("dead");
        Assert.Equal(0, _world.Tick(engine: _world.NewEngine(worker: "w2")).Services);
        _world.Clock.Advance(TimeSpan.FromSeconds(61));
        _world.Tick(engine: _world.NewEngine(worker: "w2"));
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        var lost = Assert.Throws<ProvisioningException>(() => _world.Store.Write(Durability.Normal, w => w.Demand(dead.Lease, _world.Clock.GetUtcNow())));
        Assert.Equal(ErrorIds.LeaseLost, lost.Error.Id);
    }

    [Fact]
    public void A_worker_that_stood_still_past_its_lease_changes_nothing()
    {
        var id = _world.Order();
        var stood = false;
        _world.Server.Before = call =>
        {
            // In the middle of its call the worker stands still; another one takes over and finishes; then the first one wakes.
            if (call != "look" || stood) return;
            stood = true;
            StandStill(TimeSpan.FromSeconds(61));
            _world.Tick(engine: _world.NewEngine(worker: "w2"));
        };
        _world.Tick();
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        Assert.Single(_world.Server.CallLog, c => c == "paint");
        Assert.Single(_world.Server.CallLog, c => c == "open");
        Assert.All(_world.Journal(id).Where(e => e.Step is "paint" or "open"), e => Assert.StartsWith("w2", e.Worker, StringComparison.Ordinal));
    }

    [Fact]
    public void Work_that_takes_longer_than_a_lease_keeps_it()
    {
        var id = _world.Order();
        _world.Server.Before = call =>
        {
            if (call == "paint") _world.Clock.Advance(TimeSpan.FromMinutes(5));
        };
        _world.Tick();
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        Assert.DoesNotContain(_world.Journal(id), e => e.Event == JournalEvent.Failed);
    }

    /// <summary>Time passes and the worker's heartbeat does not beat: the fence of the service rises under its feet.</summary>
    private void StandStill(TimeSpan time)
    {
        var claim = new ClaimRequest
        {
            Worker = "thief", TickId = "t", Now = _world.Clock.GetUtcNow() + time, Until = _world.Clock.GetUtcNow() + time, Watching = false, Limit = 10,
        };
        _world.Store.Write(Durability.Normal, w => w.Claim(claim));
        _world.Clock.Advance(time);
    }

    private Claim Claim(string worker) => Assert.Single(_world.Store.Write(Durability.Normal, w => w.Claim(new ClaimRequest
    {
        Worker = worker, TickId = worker, Now = _world.Clock.GetUtcNow(), Until = _world.Clock.GetUtcNow() + TimeSpan.FromSeconds(60), Watching = false, Limit = 10,
    })));
}
