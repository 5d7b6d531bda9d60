using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Under the HA manager a task only asks for a state and ends; the machine follows later.</summary>
public sealed class HighAvailabilityTests
{
    [Fact]
    public void The_state_is_awaited_not_the_task()
    {
        using var world = new VmWorld();
        using var process = world.Start();
        process.Order();
        process.TickToTheEnd();
        var machine = Managed(world.Lab.FindVm(100)!);
        world.Lab.RemoveVm(100);
        world.Lab.AddVm(machine);
        foreach (var (operation, status) in new[] { ("Suspend", "stopped"), ("Resume", "running"), ("Restart", "running"), ("Stop", "stopped"), ("Start", "running") })
        {
            process.Request(operation);
            process.TickToTheEnd();
            var service = Assert.Single(world.Services());
            Assert.True(service.OperationState is null, $"{operation}: {service.LastError?.Message}");
            Assert.Equal(status, world.Lab.FindVm(100)!.Status);
        }
        process.Request("Terminate");
        process.TickToTheEnd();
        Invariants.Hold(world);
    }

    private static ScenarioVm Managed(LabVm vm) => new()
    {
        Vmid = vm.Vmid, Node = vm.Node, HaManaged = true, Running = true, Config = new Dictionary<string, string>(vm.Config),
    };
}
