using Provisioning.Engine;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>A record that can't be read is one service's trouble and nobody else's.</summary>
public sealed class DamagedRecordTests
{
    [Theory]
    [InlineData("service")]
    [InlineData("arguments")]
    public void One_damaged_record_does_not_stop_the_others(string what)
    {
        using var world = new VmWorld();
        using var process = world.Start();
        process.Order(3);
        world.Store.Write(Durability.Normal, w =>
        {
            var service = w.Service(2)!;
            if (what == "service") w.SaveService(service with { Data = "{\"template\":" });
            else w.SaveOperation(w.Operation(service.OperationId!.Value)! with { Name = "ChangePackage", Arguments = "[" });
        });
        process.TickToTheEnd();
        Assert.Equal([VmStatus.Ready, VmStatus.Creation, VmStatus.Ready], world.Services().Select(s => s.LocalStatus));
        var damaged = world.Services()[1];
        Assert.Equal((OperationState.Stopped, ErrorIds.RecordDamaged), (damaged.OperationState, damaged.LastError!.Id));
        Assert.Contains("can't be read", damaged.LastError.Message, StringComparison.Ordinal);
    }
}
