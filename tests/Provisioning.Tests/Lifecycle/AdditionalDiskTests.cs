using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Taking the additional disk away while snapshots hold on to it, which the server refuses until they are gone.</summary>
public sealed class AdditionalDiskTests : IDisposable
{
    private const int VmId = 100;

    private readonly VmWorld _world = new();
    private readonly VmProcess _process;

    public AdditionalDiskTests()
    {
        _process = _world.Start();
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
    }

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void Snapshots_go_first_then_the_disk()
    {
        _world.Lab.AddSnapshot(VmId, "old");
        _world.Lab.AddSnapshot(VmId, "new");
        Drop();
        var walked = _world.Lab.RequestLog.Where(r => r.Method is "DELETE" || r.Path.EndsWith("/unlink", StringComparison.Ordinal)).Select(r => r.Path.Split('/')[^1]);
        Assert.Equal(["new", "old", "unlink"], walked);
        Assert.Empty(_world.Lab.FindVm(VmId)!.Snapshots);
        Assert.Contains(_world.Journal(1), e => e.Event == JournalEvent.Intent && e.Message.Contains("delete snapshot new", StringComparison.Ordinal));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_snapshot_taken_meanwhile_goes_too()
    {
        _world.Lab.Faults.Once("PUT", "*/unlink", new LabEffect
        {
            Status = 400, Text = "Parameter verification failed. scsi1: unable to apply pending change scsi1 : unable to delete 'shared1:100/vm-100-disk-1.raw' - volume is still in use (snapshot?)",
        });
        _process.Change(Zero);
        _process.Tick();
        Assert.Contains("held by a snapshot", Invariants.Operations(_world, 1)[^1].WaitingFor, StringComparison.Ordinal);
        _world.Lab.AddSnapshot(VmId, "late");
        _process.TickToTheEnd();
        Assert.Null(_world.Services()[0].OperationState);
        Assert.Empty(_world.Lab.FindVm(VmId)!.Snapshots);
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_shrink_leaves_disk_and_snapshots_alone()
    {
        _world.Lab.AddSnapshot(VmId, "kept");
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "5", [VmOption.SystemDisk] = "1" } });
        _process.TickToTheEnd();
        Assert.Equal(["kept"], _world.Lab.FindVm(VmId)!.Snapshots);
        Assert.Contains(_world.Lab.FindVm(VmId)!.Config, c => c.Value.Contains("size=20G", StringComparison.Ordinal));
        Invariants.Hold(_world);
    }

    private static ChangeVm Zero => new() { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } };

    private void Drop()
    {
        _process.Change(Zero);
        _process.TickToTheEnd();
        Assert.Null(_world.Services()[0].OperationState);
    }
}
