using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

public sealed class DeployTests
{
    [Fact]
    public void An_order_walks_through_every_status_to_ready()
    {
        using var world = new VmWorld();
        using var process = world.Start();
        var id = Assert.Single(process.Order()).ServiceId!.Value;
        process.TickToTheEnd();
        var walked = world.Journal(id).Where(e => e.Event is JournalEvent.Done or JournalEvent.Skipped).Select(e => e.To).Distinct();
        Assert.Equal(VmStatus.All.Take(13).Skip(1), walked);
        Invariants.Hold(world);
        var service = Assert.Single(world.Services());
        Assert.Equal(ServiceStatus.Active, service.Status);
        Assert.InRange(service.RemoteCalls, 10, 20);
    }

    [Fact]
    public void A_batch_is_ready_with_few_looks()
    {
        using var world = new VmWorld();
        using var process = world.Start();
        Assert.All(process.Order(20), taken => Assert.Null(taken.Error));
        Assert.InRange(world.Lab.RequestLog.Count, 1, 3);
        process.TickToTheEnd();
        Invariants.Hold(world);
    }

    [Fact]
    public void Many_machines_take_the_time_that_the_slots_set()
    {
        const int Machines = 100;
        var scenario = LabScenario.Demo();
        scenario.Durations = LabDurations.All(0);
        scenario.Durations.Clone = 2;
        foreach (var node in scenario.Nodes.Skip(1)) node.Online = false;
        foreach (var node in scenario.Nodes) node.MemoryBytes = 1L << 45;
        foreach (var storage in scenario.Storages) storage.TotalBytes = 1L << 50;
        using var world = new VmWorld(scenario, addresses: 200);
        using var process = world.Start();
        process.Order(Machines);
        var began = world.Clock.GetUtcNow();
        process.Tick(new TickOptions { MaxConcurrency = 64 });
        Assert.All(world.Services(), s => Assert.Equal(VmStatus.Ready, s.LocalStatus));
        // Four at a time, two seconds each; finding their ends may cost a tenth.
        Assert.InRange((world.Services().Max(s => s.ReadyAt!.Value) - began).TotalSeconds, Machines / 4 * 2, Machines / 4 * 2 * 1.1 + 2);
    }
}
