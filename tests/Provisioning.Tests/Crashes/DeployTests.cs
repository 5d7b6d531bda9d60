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
}
