using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>A termination that finds somebody else's machine: it stops and says what it found, or leaves it and closes the books, as asked.</summary>
public sealed class ForeignMachineTests : IDisposable
{
    private const int VmId = 100;
    private static readonly string Leaving = Arguments.Terminate(keepBackups: false, leaveForeign: true);

    private readonly VmWorld _world = new();
    private readonly VmProcess _process;

    public ForeignMachineTests()
    {
        _process = _world.Start();
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
    }

    private ProvisionedService Service => _world.Services()[0];

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void It_stops_and_names_what_it_found()
    {
        Stranger();
        Terminate("{}");
        Assert.Equal((VmStatus.Terminate, OperationState.Stopped, ErrorIds.ForeignMachine), (Service.LocalStatus, Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Contains("VM 100 on pve1 ('stranger') carries no mark of ours", Service.LastError.Message, StringComparison.Ordinal);
        Invariants.Hold(_world);
    }

    [Fact]
    public void Leaving_it_closes_the_service_and_touches_nothing()
    {
        Stranger();
        var backup = _world.Lab.AddBackup(VmId, "shared1");
        Terminate("{}");
        Terminate(Leaving);
        Assert.Equal((ServiceStatus.Terminated, VmStatus.Terminated), (Service.Status, Service.LocalStatus));
        Assert.Equal("stranger", _world.Lab.FindVm(VmId)!.Name);
        Assert.Contains(backup, _world.Lab.Volumes);
        Assert.Contains("left there: VM 100 on pve1 ('stranger'), which is not ours", Service.AdminNotes, StringComparison.Ordinal);
        Assert.Contains(_world.Journal(1), e => e.Event == JournalEvent.Note && e.Message.Contains("is left as it is, as asked", StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
        Invariants.Hold(_world);
    }

    /// <summary>The mark of another store is as good as none: two installations over one cluster.</summary>
    [Fact]
    public void Another_stores_machine_is_left_too()
    {
        _world.Lab.RemoveVm(VmId);
        _world.Lab.AddVm(new ScenarioVm
        {
            Vmid = VmId, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "theirs", ["description"] = $"provisioning-mark: store={Guid.NewGuid():D} service=1 vmid=100" },
        });
        Terminate(Leaving);
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Assert.NotNull(_world.Lab.FindVm(VmId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_machine_that_only_lost_its_mark_is_not_left_with_our_address(bool byMac)
    {
        _world.Lab.SetOption(VmId, "description", null);
        _world.Lab.SetOption(VmId, byMac ? "ipconfig0" : "net0", null);
        Terminate(Leaving);
        Assert.Equal((OperationState.Stopped, ErrorIds.ForeignMachine), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Contains("is not left behind", Service.LastError.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Service.IpAddresses);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
    }

    [Fact]
    public void What_is_ours_goes_all_the_same()
    {
        Terminate(Leaving);
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Assert.Null(_world.Lab.FindVm(VmId));
        Invariants.Hold(_world);
    }

    private void Stranger()
    {
        _world.Lab.RemoveVm(VmId);
        _world.Lab.AddVm(new ScenarioVm { Vmid = VmId, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512" } });
    }

    private void Terminate(string arguments)
    {
        _process.Request("Terminate", 1, arguments);
        _process.TickToTheEnd();
    }
}
