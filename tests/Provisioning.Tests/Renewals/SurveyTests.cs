using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Renewals;

/// <summary>What a tick notices of delivered machines, against the simulated data centre.</summary>
public sealed class SurveyTests : IDisposable
{
    private const int VmId = 100;

    private readonly VmWorld _world = new(Scenario());
    private readonly VmProcess _process;

    public SurveyTests()
    {
        _process = _world.Start();
        _process.Order(2);
        _process.TickToTheEnd();
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _process.Tick();
        _world.Lab.ClearRequestLog();
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    private ProvisionedService Service => _world.Services()[0];
    private LabVm Machine => _world.Lab.FindVm(VmId)!;

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void A_quiet_tick_is_one_request_a_minute_and_writes_no_service()
    {
        var writes = CountWrites(() =>
        {
            for (var i = 0; i < 12; i++)
            {
                _process.Tick();
                _world.Clock.Advance(TimeSpan.FromSeconds(10));
            }
        });
        Assert.Equal(["/cluster/resources", "/cluster/resources"], Requests());
        Assert.Equal(0, writes);
    }

    [Fact]
    public void Several_processes_share_one_look()
    {
        using var second = _world.Start(worker: "w2");
        using var third = _world.Start(worker: "w3");
        foreach (var process in new[] { _process, second, third, second }) process.Tick();
        Assert.Single(Requests());
    }

    [Fact]
    public void Where_nothing_was_delivered_nothing_is_asked()
    {
        _process.Request("Terminate");
        _process.Request("Terminate", 2);
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        _process.Tick();
        Assert.Empty(Requests());
    }

    [Fact]
    public void Status_lock_and_node_are_taken_in()
    {
        _world.Lab.SetOption(VmId, "lock", "backup");
        Look();
        Assert.Equal(("running", "backup"), (Service.RemoteStatus, Service.RemoteLock));
        Assert.Null(_world.Services()[1].RemoteLock);
        _world.Lab.SetOption(VmId, "lock", null);
        _world.OnServer($"/nodes/{Machine.Node}/qemu/{VmId}/status/stop");
        Look();
        Assert.Equal(("stopped", null), (Service.RemoteStatus, Service.RemoteLock));
        Assert.Null(Service.Operation);
        Assert.Equal(ServiceStatus.Active, Service.Status);
    }

    [Fact]
    public void A_machine_that_moved_is_found()
    {
        var elsewhere = Machine.Node == "pve1" ? "pve2" : "pve1";
        _world.OnServer($"/nodes/{Machine.Node}/qemu/{VmId}/status/stop");
        _world.OnServer($"/nodes/{Machine.Node}/qemu/{VmId}/migrate", ("target", elsewhere));
        Assert.Equal(elsewhere, Machine.Node);
        Look();
        Assert.Equal(elsewhere, Service.Node);
    }

    [Fact]
    public void A_node_that_is_down_makes_nothing_gone()
    {
        var node = Machine.Node;
        _world.Lab.SetNodeOnline(node, false);
        Look();
        Assert.Equal((ServiceStatus.Active, VmStatus.Ready, node), (Service.Status, Service.LocalStatus, Service.Node));
        Assert.Null(Service.Operation);
        Assert.Contains(Service.RemoteStatus, new[] { "unknown", "stopped", "running" });
    }

    [Fact]
    public void What_the_list_lacks_stays_as_it_was()
    {
        _world.Lab.Faults.Add(new LabFault { Path = "/cluster/resources", Times = 10, Effect = new LabEffect { Garbage = """{"data":[]}""" } });
        var before = Service;
        Look();
        Assert.Equal((before.RemoteStatus, before.Node, before.Status), (Service.RemoteStatus, Service.Node, Service.Status));
    }

    [Fact]
    public void A_server_that_does_not_answer_is_told_and_harms_nobody()
    {
        _world.Lab.Faults.Add(new LabFault { Path = "/cluster/resources", Times = 1000, Effect = new LabEffect { Status = 500, Text = "no quorum" } });
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        var summary = _process.Tick();
        Assert.Single(summary.Errors);
        Assert.Equal((0, 0), (summary.Failed, summary.Stopped));
        Assert.Equal("running", Service.RemoteStatus);
    }

    [Fact]
    public void Suspended_and_running_all_the_same_is_switched_off_again_once()
    {
        Suspend();
        Power("start");
        _world.Lab.ClearRequestLog();
        Look();
        Assert.Equal("stopped", Machine.Status);
        var line = Assert.Single(_world.Journal(1), e => e.Event == JournalEvent.Requested && e.Message.Contains("switched off again", StringComparison.Ordinal));
        Assert.Equal("Suspend", line.Operation);
        Assert.Single(_world.Lab.RequestLog, r => r.Path.EndsWith("/status/shutdown", StringComparison.Ordinal));
        // What was seen a moment ago may be an old picture: nothing more is asked until the dust has settled.
        Look();
        Look();
        Assert.Single(_world.Lab.RequestLog, r => r.Path.EndsWith("/status/shutdown", StringComparison.Ordinal));
        Assert.Equal((ServiceStatus.Suspended, SuspensionReason.Admin), (Service.Status, Service.SuspendedFor));
        Power("start");
        Look();
        Assert.Equal("stopped", Machine.Status);
    }

    [Fact]
    public void It_stays_suspended_for_what_it_was_suspended_for()
    {
        _world.Store.Write(Durability.Normal, w => w.SetDueDate(1, _world.Clock.GetUtcNow().AddDays(-1)));
        new Proxmox.VmPackageCatalog(_world.Store, _world.Clock).Update(VmWorld.FullPackage with { SuspendAfterDays = 0 });
        _process.TickToTheEnd();
        Assert.Equal(SuspensionReason.Overdue, Service.SuspendedFor);
        Power("start");
        Look();
        Assert.Equal(("stopped", SuspensionReason.Overdue), (Machine.Status, Service.SuspendedFor));
    }

    [Fact]
    public void A_locked_machine_is_left_alone()
    {
        Suspend();
        Power("start");
        _world.Lab.SetOption(VmId, "lock", "backup");
        Look();
        Assert.Equal(("running", "backup", null), (Machine.Status, Service.RemoteLock, Service.Operation));
        _world.Lab.SetOption(VmId, "lock", null);
        Look();
        Assert.Equal("stopped", Machine.Status);
    }

    [Fact]
    public void A_strangers_machine_at_the_VMID_is_never_switched_off()
    {
        Suspend();
        Power("start");
        _world.Lab.SetOption(VmId, "description", "somebody else's");
        _world.Lab.ClearRequestLog();
        for (var i = 0; i < 4; i++) Look();
        Assert.Equal("running", Machine.Status);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
        Assert.Equal((OperationState.Stopped, ErrorIds.ForeignMachine), (Service.OperationState, Service.LastError?.Id));
        // Told once, and not each minute.
        Assert.Single(_world.Journal(1), e => e.Event == JournalEvent.Stopped);
    }

    [Fact]
    public void A_lagging_picture_is_not_believed_about_what_has_just_ended()
    {
        using var world = new VmWorld(Scenario(lag: 10));
        using var process = world.Start();
        process.Order();
        process.TickToTheEnd();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        process.Tick();
        world.Clock.Advance(TimeSpan.FromSeconds(55));
        process.Request("Suspend");
        process.TickToTheEnd();
        for (var i = 0; i < 10; i++)
        {
            process.Tick();
            Assert.Equal("stopped", Assert.Single(world.Services()).RemoteStatus);
            world.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.Single(world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)), o => o.Name == "Suspend");
    }

    /// <summary>The look was taken before the suspension, and is applied after it: it neither undoes what was recorded nor switches off what is off.</summary>
    [Fact]
    public void A_look_that_an_operation_overtakes_changes_nothing()
    {
        var overtaken = false;
        using var late = _world.Start(CrashHost.CrashPlan.Tell(moment =>
        {
            if (overtaken || !moment.StartsWith("after GET", StringComparison.Ordinal) || !moment.Contains("/cluster/resources", StringComparison.Ordinal)) return;
            overtaken = true;
            _process.Request("Suspend");
            _process.TickToTheEnd();
            Assert.Equal((ServiceStatus.Suspended, "stopped"), (Service.Status, Service.RemoteStatus));
        }), "late");
        late.Tick();
        Assert.True(overtaken);
        Assert.Equal("stopped", Service.RemoteStatus);
        late.TickToTheEnd();
        Assert.Equal("stopped", Service.RemoteStatus);
        Assert.Single(_world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)), o => o.Name == "Suspend");
    }

    [Fact]
    public void A_watching_tick_looks_by_itself()
    {
        Suspend();
        Power("start");
        _world.Lab.ClearRequestLog();
        _process.Tick(new TickOptions { Watch = true, TimeBudget = TimeSpan.FromMinutes(5) });
        Assert.Equal("stopped", Machine.Status);
        Assert.InRange(Requests().Count(path => path == "/cluster/resources"), 4, 6);
    }

    private static LabScenario Scenario(double lag = 0)
    {
        var scenario = LabScenario.Demo();
        scenario.ResourceLagSeconds = lag;
        return scenario;
    }

    private void Look()
    {
        _world.Clock.Advance(TimeSpan.FromSeconds(70));
        _process.TickToTheEnd();
    }

    private void Suspend()
    {
        _process.Request("Suspend");
        _process.TickToTheEnd();
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _process.Tick();
    }

    private void Power(string how) => _world.OnServer($"/nodes/{Machine.Node}/qemu/{VmId}/status/{how}");

    private IEnumerable<string> Requests() => _world.Lab.RequestLog.Select(r => r.Path.Split('?')[0]);

    private int CountWrites(Action action)
    {
        var before = State();
        action();
        return State() == before ? 0 : 1;

        string State() => string.Join('\n', _world.Store.Read(r => r.ServicePage(new ServiceFilter(), 0, 10)));
    }
}
