using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Nothing goes, starts or is given up that was not to: each of these would cost a client's disk, address or peace, and none shows in an operation that succeeds.</summary>
public sealed class RestraintTests() : DeliveredMachine(RestoringSetup.Package(room: 2))
{
    [Fact]
    public void A_disk_that_the_package_never_had_survives_every_change()
    {
        Change(WithoutDisk);
        _world.Lab.SetOption(100, "scsi5", "shared1:100/vm-100-disk-7.qcow2,size=3G");
        Change(Cores("2"));
        Assert.Contains("vm-100-disk-7", Machine.Config["scsi5"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_is_taken_from_a_machine_that_is_off()
    {
        Change(WithoutDisk);
        var walked = _world.Lab.RequestLog.Where(r => r.Method is "POST" or "PUT").Select(r => r.Path.Split('/')[^1]).Where(word => word is "shutdown" or "unlink" or "start");
        Assert.Equal(["shutdown", "unlink", "start"], walked);
    }

    [Fact]
    public void A_suspended_machine_that_somebody_started_is_not_started_by_a_change()
    {
        Ends("Suspend");
        _world.OnServer("/nodes/pve1/qemu/100/status/start");
        _world.Lab.ClearRequestLog();
        Change(Cores("2"));
        Assert.Equal(("stopped", "2"), (Machine.Status, Machine.Config["cores"]));
        Assert.DoesNotContain("start", Power());
    }

    [Fact]
    public void A_machine_that_a_change_once_restarted_is_not_started_by_the_next()
    {
        Change(Cores("2"));
        Ends("Stop");
        Change(Cores("1"));
        Assert.Equal(("stopped", "1"), (Machine.Status, Machine.Config["cores"]));
    }

    [Fact]
    public void A_paused_machine_does_not_count_as_running()
    {
        _world.OnServer("/nodes/pve1/qemu/100/status/suspend");
        _process.Request("Start");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.MachineNotRunning), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Contains("paused", Service.LastError.Message, StringComparison.Ordinal);
    }

    /// <summary>A machine that comes back keeps its place in backup jobs and under HA; one that ends leaves nothing there.</summary>
    [Fact]
    public void Only_what_ends_for_good_is_taken_out_of_jobs()
    {
        _process.Reinstall();
        End();
        Assert.Equal([false], Deletions());
        _world.Lab.ClearRequestLog();
        Ends("Terminate");
        Assert.Equal([true], Deletions());

        IEnumerable<bool> Deletions() => _world.Lab.RequestLog.Where(r => r.Method == "DELETE" && r.Path.EndsWith("/qemu/100", StringComparison.Ordinal))
            .Select(r => (r.Query + r.Body).Contains("purge=1", StringComparison.Ordinal));
    }

    [Fact]
    public void What_ends_for_good_is_not_asked_to_shut_down()
    {
        Ends("Terminate");
        Assert.Equal(["stop"], Power());
    }

    /// <summary>A service that does not pay must not run on because its guest is deaf.</summary>
    [Fact]
    public void A_guest_that_heeds_no_shutdown_is_stopped_in_the_end()
    {
        var machine = new ScenarioVm { Vmid = 100, Node = Machine.Node, Running = true, Config = new Dictionary<string, string>(Machine.Config), Guest = new ScenarioGuest { Acpi = false } };
        _world.Lab.RemoveVm(100);
        _world.Lab.AddVm(machine);
        Ends("Suspend");
        Assert.Equal("stopped", Machine.Status);
        Assert.Equal(["shutdown"], Power());
    }

    [Theory]
    [InlineData("Suspend", "POST", "*/status/shutdown")]
    [InlineData("Terminate", "DELETE", "*/qemu/100*")]
    public void What_fails_is_told_and_tried_again_in_its_time(string operation, string method, string path)
    {
        _world.Lab.Faults.Add(new LabFault { Method = method, Path = path, Effect = new LabEffect { TaskError = "no space left on device" } });
        _process.Request(operation);
        for (var ticks = 0; Service.OperationState != OperationState.Retrying && ticks < 20; ticks++)
        {
            _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
            _world.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.Equal(OperationState.Retrying, Service.OperationState);
        Assert.Contains("no space left on device", Service.LastError!.Message, StringComparison.Ordinal);
        _world.Lab.Faults.Clear();
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
    }

    [Fact]
    public void Snapshots_go_from_the_youngest_to_the_oldest()
    {
        Change(WithoutDisk);
        _world.Lab.AddSnapshot(100, "aa");
        _world.Lab.AddSnapshot(100, "bb");
        _world.Lab.AddSnapshot(100, "cc");
        Ends("Terminate");
        var gone = _world.Lab.RequestLog.Where(r => r.Method == "DELETE" && r.Path.Contains("/snapshot/", StringComparison.Ordinal)).Select(r => r.Path.Split('/')[^1]);
        Assert.Equal(["cc", "bb", "aa"], gone);
    }

    [Fact]
    public void A_snapshot_that_somebody_takes_under_our_name_meanwhile_is_not_ours()
    {
        Change(WithoutDisk);
        _world.Lab.Faults.Once("POST", "*/snapshot", new LabEffect { Drop = LabMoment.Before });
        _world.Clock.Run(() => _process.Snapshots.CreateAsync(1, new NewVmSnapshot { Name = "before" }, default));
        for (var ticks = 0; Service.OperationState != OperationState.Retrying && ticks < 20; ticks++) _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "before"));
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.SnapshotExists), (Service.OperationState!.Value, Service.LastError!.Id));
    }

    [Fact]
    public void A_package_with_a_shorter_lifetime_ends_the_snapshots_of_the_longer()
    {
        var catalog = new VmPackageCatalog(_world.Store, _world.Clock);
        catalog.Update(RestoringSetup.Package(room: 2) with { SnapshotLifetimeDays = 30 });
        catalog.Create(RestoringSetup.Package(room: 2) with { Name = "brief", SnapshotLifetimeDays = 1 });
        Change(WithoutDisk);
        _world.Clock.Run(() => _process.Snapshots.CreateAsync(1, new NewVmSnapshot { Name = "old" }, default));
        End();
        _world.Clock.Advance(TimeSpan.FromDays(2));
        _process.TickToTheEnd();
        Assert.Equal(["old"], Machine.Snapshots);
        Change(new ChangeVm { Package = "brief" });
        _process.TickToTheEnd();
        Assert.Empty(Machine.Snapshots);
    }

    [Fact]
    public void A_service_whose_machine_was_removed_ends_whoever_has_the_VMID_now()
    {
        Ends("Stop");
        Ends(VmCommands.RemoveInstance);
        _world.Lab.AddVm(new ScenarioVm { Vmid = 100, Node = "pve1", Running = true, Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512" } });
        Ends("Terminate");
        Assert.Equal((ServiceStatus.Terminated, "stranger", "running"), (Service.Status, Machine.Name, Machine.Status));
    }

    /// <summary>Switched on first, the firewall would cut the machine off from its own addresses.</summary>
    [Fact]
    public void Addresses_are_let_through_before_the_firewall_is_switched_on()
    {
        _process.Order();
        _process.TickToTheEnd();
        var walked = _world.Lab.RequestLog.Where(r => r.Method is "POST" or "PUT" && r.Path.Contains("/qemu/101/firewall/", StringComparison.Ordinal)).Select(r => r.Path).ToList();
        var (last, first) = (walked.FindLastIndex(path => path.Contains("/ipset", StringComparison.Ordinal)), walked.FindIndex(path => path.EndsWith("/options", StringComparison.Ordinal)));
        Assert.True(last >= 0 && first > last, string.Join(", ", walked));
    }

    private static ChangeVm WithoutDisk => new() { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } };

    private static ChangeVm Cores(string number) => new() { Options = new Dictionary<string, string> { [VmOption.CpuCores] = number } };

    private void Change(ChangeVm change) => Ends(_process.Change(change));
}
