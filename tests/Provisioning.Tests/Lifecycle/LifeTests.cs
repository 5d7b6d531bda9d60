using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>What happens to a machine after it was delivered, against the simulated data centre.</summary>
public sealed class LifeTests : DeliveredMachine
{
    private const int VmId = 100;

    [Fact]
    public void Suspended_stays_off_and_resumes()
    {
        Ends("Suspend");
        Assert.Equal((ServiceStatus.Suspended, VmStatus.Ready, "stopped"), (Service.Status, Service.LocalStatus, Machine.Status));
        Assert.Equal(["shutdown"], Power());
        var refused = Assert.Throws<ProvisioningException>(() => _process.Request("Start")).Error;
        Assert.Contains("the service is Suspended", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Resume-Service", refused.Message, StringComparison.Ordinal);
        Ends("Resume");
        Assert.Equal((ServiceStatus.Active, "running"), (Service.Status, Machine.Status));
        Invariants.Hold(_world);
    }

    [Fact]
    public void Force_pulls_the_plug()
    {
        Ends("Suspend", Arguments.PowerOff(new PowerOffRequest { Force = true }));
        Assert.Equal(["stop"], Power());
        Assert.Equal("stopped", Machine.Status);
    }

    [Fact]
    public void Off_already_is_left_off()
    {
        Ends("Stop");
        _world.Lab.ClearRequestLog();
        Ends("Suspend");
        Assert.Empty(Power());
        Assert.Equal(ServiceStatus.Suspended, Service.Status);
    }

    [Fact]
    public void A_restart_is_one_shutdown_and_one_start()
    {
        Ends("Restart");
        Assert.Equal(["shutdown", "start"], Power());
        Assert.Equal("running", Machine.Status);
    }

    [Fact]
    public void A_change_that_needs_no_stop_makes_none()
    {
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.NetworkBandwidth] = "50", [VmOption.SystemDisk] = "12", [VmOption.SystemDiskReadIops] = "2000" } });
        Assert.Empty(Power());
        Assert.Contains("rate=50", Machine.Config["net0"], StringComparison.Ordinal);
        Assert.Contains("size=12G", Machine.Config["scsi0"], StringComparison.Ordinal);
        Assert.Contains("iops_rd=2000", Machine.Config["scsi0"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_cores_stops_and_starts_once()
    {
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "2", [VmOption.Ram] = "8", [VmOption.SystemDisk] = "3" } });
        Assert.Equal(["shutdown", "start"], Power());
        Assert.Equal(("2", "8192", "running"), (Machine.Config["cores"], Machine.Config["memory"], Machine.Status));
        Assert.Contains("size=10G", Machine.Config["scsi0"], StringComparison.Ordinal);
        Assert.Contains(_world.Journal(1), e => e is { Event: JournalEvent.Skipped, ErrorId: ErrorIds.ShrinkRefused } && e.Message.Contains("shrink not allowed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_was_off_is_not_started_by_a_change()
    {
        Ends("Suspend");
        _world.Lab.ClearRequestLog();
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "2" } });
        Assert.Empty(Power());
        Assert.Equal(("2", "stopped", ServiceStatus.Suspended), (Machine.Config["cores"], Machine.Status, Service.Status));
    }

    [Fact]
    public void Addresses_are_added_and_given_back()
    {
        var first = Service.IpAddresses;
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.IPv4Addresses] = "3" } });
        Assert.Equal(4, Service.IpAddresses.Count);
        Assert.Empty(Power());
        Assert.Equal(Service.IpAddresses.Order(), Machine.IpSets["ipfilter-net0"].Order());
        Change(new ChangeVm { WithdrawnOptions = [VmOption.IPv4Addresses] });
        Assert.Equal(first, Service.IpAddresses);
        Assert.Equal(first.Order(), Machine.IpSets["ipfilter-net0"].Order());
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.IPv6Addresses] = "0" } });
        Assert.Equal(first[0], Assert.Single(Service.IpAddresses));
        Assert.DoesNotContain("ip6=", Machine.Config["ipconfig0"], StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_takes_the_additional_disk_away()
    {
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } });
        Assert.DoesNotContain(Machine.Config, c => c.Value.Contains("size=20G", StringComparison.Ordinal));
        Assert.DoesNotContain(Machine.Config.Keys, k => k.StartsWith("unused", StringComparison.Ordinal));
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("additional_disk_deleted", StringComparison.Ordinal));
        Assert.Equal("running", Machine.Status);
    }

    [Fact]
    public void A_change_that_lacks_addresses_stops_before_it_touches_the_machine()
    {
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "1", [VmOption.IPv4Addresses] = "60" } });
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.ChangePackage, OperationState.Stopped, ErrorIds.NoFreeAddress), (Service.LocalStatus, Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Equal(("4", "running"), (Machine.Config["cores"], Machine.Status));
        Change(new ChangeVm { WithdrawnOptions = [VmOption.IPv4Addresses] });
        Assert.Equal(("1", "running"), (Machine.Config["cores"], Machine.Status));
    }

    [Fact]
    public void Terminate_removes_everything_and_gives_back_everything()
    {
        // The Lab makes additional disks raw on its directories, and a raw file takes no snapshot.
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } });
        _world.Lab.ClearRequestLog();
        _world.OnServer($"/nodes/pve1/qemu/{VmId}/snapshot", ("snapname", "one"));
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        var held = Service.IpAddresses;
        Ends("Terminate");
        Assert.Equal((ServiceStatus.Terminated, VmStatus.Terminated), (Service.Status, Service.LocalStatus));
        Assert.All(held, address => Assert.Contains(address, Service.AdminNotes, StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Lab.Volumes, v => v.Contains("-100-", StringComparison.Ordinal));
        var walked = _world.Lab.RequestLog.Where(r => r.Method == "DELETE").Select(r => r.Path.Split('?')[0].Contains("/content/", StringComparison.Ordinal) ? "backup" : r.Path.Contains("/snapshot/", StringComparison.Ordinal) ? "snapshot" : "machine");
        Assert.Equal(["backup", "snapshot", "machine"], walked);
        Invariants.Hold(_world);
        Assert.Null(Assert.Single(_process.Order()).Error);
        _process.TickToTheEnd();
        Assert.Equal(held, _world.Services()[1].IpAddresses);
    }

    [Fact]
    public void Backups_are_kept_when_asked_and_those_of_an_earlier_machine_always()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { CreatedAt = _world.Clock.GetUtcNow().AddHours(1) }));
        Ends("Terminate");
        Assert.Contains(_world.Lab.Volumes, v => v.Contains("vzdump-qemu-100", StringComparison.Ordinal));
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("older than service 1", StringComparison.Ordinal));
    }

    [Fact]
    public void KeepBackups_keeps_backups()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        Ends("Terminate", Arguments.Terminate(keepBackups: true));
        Assert.Contains(_world.Lab.Volumes, v => v.Contains("vzdump-qemu-100", StringComparison.Ordinal));
    }

    /// <summary>Peers deleted a stranger's machine because a VMID had been used again (TNC #194).</summary>
    [Fact]
    public void A_strangers_machine_at_the_VMID_is_never_touched()
    {
        _world.Lab.RemoveVm(VmId);
        _world.Lab.AddVm(new ScenarioVm { Vmid = VmId, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512" } });
        _process.Request("Terminate");
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Terminate, OperationState.Stopped, ErrorIds.ForeignMachine), (Service.LocalStatus, Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Contains("'stranger'", Service.LastError.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Service.IpAddresses);
        Invariants.Hold(_world);
        _world.Lab.RemoveVm(VmId);
        Ends("Terminate");
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
    }

    [Fact]
    public void A_machine_that_is_gone_counts_as_deleted()
    {
        _world.Lab.RemoveVm(VmId);
        _world.Clock.Advance(TimeSpan.FromSeconds(20));
        Ends("Terminate");
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("was gone already", StringComparison.Ordinal));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_node_that_does_not_answer_proves_nothing()
    {
        var node = Service.Node!;
        _world.Lab.SetNodeOnline(node, false);
        _process.Request("Terminate");
        for (var i = 0; i < 5; i++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.NotEqual(ServiceStatus.Terminated, Service.Status);
        Assert.NotEmpty(Service.IpAddresses);
        _world.Lab.SetNodeOnline(node, true);
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_protected_machine_stops_the_termination_with_its_reason()
    {
        _world.Lab.SetOption(VmId, "protection", "1");
        _process.Request("Terminate");
        _process.TickToTheEnd();
        Assert.Contains("protection", Service.LastError!.Message, StringComparison.Ordinal);
        Assert.NotNull(Service.RemoteId);
        _world.Lab.SetOption(VmId, "protection", null);
        Ends("Terminate");
        Invariants.Hold(_world);
    }

    [Fact]
    public void The_creation_can_be_walked_by_hand_and_goes_on_by_itself()
    {
        _process.Order();
        _world.Store.Write(Durability.Normal, w => w.SaveOperation(w.Operation(w.Service(2)!.OperationId!.Value)! with { State = OperationState.Stopped }));
        _world.Store.Write(Durability.Normal, w => w.SetDue(2, null));
        foreach (var command in VmCommands.All.Where(c => c.Needs is not null))
        {
            Assert.Equal(command.Needs, _world.Services()[1].LocalStatus);
            _process.Request(command.Name, 2);
            _process.TickToTheEnd();
            Assert.Equal((command.Completes, null), (_world.Services()[1].LocalStatus, _world.Services()[1].OperationState));
        }
        _process.Request("Deploy", 2);
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Ready, ServiceStatus.Active), (_world.Services()[1].LocalStatus, _world.Services()[1].Status));
        Invariants.Hold(_world);
    }

    [Fact]
    public void Terminating_a_half_made_order_leaves_nothing()
    {
        _process.Order();
        _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
        _process.Request("Terminate", 2);
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, _world.Services()[1].Status);
        Invariants.Hold(_world);
    }

    private void Change(ChangeVm change)
    {
        _process.Change(change);
        _process.TickToTheEnd();
        Assert.True(Service is { OperationState: null, LocalStatus: VmStatus.Ready }, Service.LastError?.Message);
    }
}
