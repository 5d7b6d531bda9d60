using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Nodes that are down when something is wanted of them.</summary>
public sealed class NodeTroubleTests
{
    /// <summary>The cluster's list does not say of a guest on a silent node whether it is a template.</summary>
    [Fact]
    public void A_template_on_a_node_that_is_down_is_waited_for()
    {
        using var world = new VmWorld();
        using var process = world.Start();
        world.Lab.SetNodeOnline("pve1", false);
        world.Lab.SetNodeOnline("pve1", true);
        process.Order(2);
        world.Lab.SetNodeOnline("pve1", false);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
        {
            process.Tick();
            world.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        Assert.All(world.Services(), service => Assert.Equal(OperationState.Retrying, service.OperationState));
        world.Lab.SetNodeOnline("pve1", true);
        process.TickToTheEnd();
        Assert.All(world.Services(), service => Assert.Equal(VmStatus.Ready, service.LocalStatus));
        Invariants.Hold(world);
    }

    [Fact]
    public void A_machine_that_is_no_template_is_still_refused()
    {
        using var world = new VmWorld(package: VmWorld.FullPackage with { OsTemplate = 555 });
        world.Lab.AddVm(new Provisioning.Lab.ScenarioVm { Vmid = 555, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "plain", ["scsi0"] = "shared1:555/vm-555-disk-0.qcow2,size=2G" } });
        using var process = world.Start();
        Assert.Equal(ErrorIds.NotATemplate, Assert.Single(process.Order()).Error?.Id);
    }

    /// <summary>One look at the cluster serves all; what one node does not answer is the trouble of what is on it.</summary>
    [Fact]
    public void A_dead_node_holds_up_nobody_else()
    {
        using var world = new VmWorld();
        using var process = world.Start();
        process.Order(6);
        process.TickToTheEnd();
        var dead = world.Services()[^1].Node!;
        Assert.Contains(world.Services(), service => service.Node != dead);
        world.Lab.SetNodeOnline(dead, false);
        foreach (var service in world.Services()) process.Request("Suspend", service.Id);
        var began = world.Clock.GetUtcNow();
        process.Tick();
        Assert.True(world.Clock.GetUtcNow() - began < TimeSpan.FromMinutes(5));
        foreach (var service in world.Services())
            Assert.True((service.Status == ServiceStatus.Suspended) == (service.Node != dead), $"service {service.Id} on {service.Node}: {service.Status} {service.LastError?.Message}");
        world.Lab.SetNodeOnline(dead, true);
        process.TickToTheEnd();
        Assert.All(world.Services(), service => Assert.Equal(ServiceStatus.Suspended, service.Status));
        Invariants.Hold(world);
    }
}
