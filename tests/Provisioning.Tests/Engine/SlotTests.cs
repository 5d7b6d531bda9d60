using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

public sealed class SlotTests : IDisposable
{
    private readonly ToyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void No_more_run_at_once_than_there_are_slots_and_all_get_their_turn()
    {
        _world.Driver.MaxAtOnce = 4;
        _world.Server.TaskLength = TimeSpan.FromSeconds(2);
        var ids = _world.Orders([.. Enumerable.Range(0, 40).Select(_ => _world.Draft())]);
        var began = _world.Clock.GetUtcNow();
        _world.Tick(new TickOptions { MaxConcurrency = 64 });
        Assert.All(ids, id => Assert.Equal("ready", _world.Service(id).LocalStatus));
        Assert.Equal(4, _world.Server.MostTasksAtOnce);
        // 40 tasks of 2 s through 4 slots take 20 s; finding the ends may cost a tenth.
        Assert.InRange((_world.Clock.GetUtcNow() - began).TotalSeconds, 20, 22);
    }

    [Fact]
    public void Distress_halves_the_limit_and_success_raises_it_again()
    {
        _world.Driver.MaxAtOnce = 4;
        _world.Server.TaskFailures.Enqueue("storage busy");
        _world.Orders([.. Enumerable.Range(0, 4).Select(_ => _world.Draft())]);
        _world.Tick();
        Assert.Equal(2, _world.Store.Read(r => r.PaceLimit("making")));
        var eager = new ProvisioningEngine(_world.Store, [_world.Driver], _world.Clock, new EngineOptions { Random = () => 0 });
        _world.Orders([.. Enumerable.Range(0, 4).Select(_ => _world.Draft())]);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Tick(engine: eager);
        Assert.InRange(_world.Store.Read(r => r.PaceLimit("making")) ?? 0, 4, 5);
    }

    [Fact]
    public void The_slot_of_a_service_that_nobody_ticks_any_more_is_free_again()
    {
        _world.Driver.MaxAtOnce = 1;
        _world.Server.TaskLength = TimeSpan.FromMinutes(30);
        var ids = _world.Orders(_world.Draft(), _world.Draft());
        _world.Tick(new TickOptions { ServiceIds = [ids[0]] });
        _world.Server.TaskLength = TimeSpan.FromSeconds(1);
        _world.Tick(new TickOptions { ServiceIds = [ids[1]] });
        Assert.Equal("creation", _world.Service(ids[1]).LocalStatus);
        _world.Clock.Advance(TimeSpan.FromMinutes(4));
        _world.Tick(new TickOptions { ServiceIds = [ids[1]] });
        Assert.Equal("ready", _world.Service(ids[1]).LocalStatus);
    }
}
