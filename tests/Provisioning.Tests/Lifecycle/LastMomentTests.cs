using System.Net;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>What changes on the server between a look and the request that relies on it, and answers that never come.</summary>
public sealed class LastMomentTests() : DeliveredMachine(RestoringSetup.Package(room: 2))
{
    private const string LockTimeout = "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout";

    [Fact]
    public void A_deletion_whose_answer_was_lost_is_asked_once()
    {
        _world.Lab.Faults.Once("DELETE", "*/qemu/100*", new LabEffect { Drop = LabMoment.After, TaskExtraSeconds = 120 });
        Ends("Terminate");
        Assert.Equal(1, _world.Lab.Tasks.Count(task => task.Type == "qmdestroy"));
        Assert.Null(_world.Lab.FindVm(100));
        Invariants.Hold(_world);
    }

    /// <summary>Addresses go back when the machine is gone, not when a request says that it is not there.</summary>
    [Fact]
    public void A_deletion_that_finds_no_machine_is_not_believed_while_there_is_one()
    {
        _world.Lab.Faults.Once("DELETE", "*/qemu/100*", new LabEffect { Status = 500, Text = "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist" });
        Ends("Terminate");
        Assert.Null(_world.Lab.FindVm(100));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_machine_that_somebody_starts_before_its_deletion_is_stopped_again()
    {
        _world.Lab.Faults.Once("DELETE", "*/qemu/100*", new LabEffect { Status = 500, Text = LockTimeout });
        _process.Request("Terminate");
        UntilRetrying();
        _world.OnServer("/nodes/pve1/qemu/100/status/start");
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Assert.Null(_world.Lab.FindVm(100));
        Invariants.Hold(_world);
    }

    /// <summary>The HA manager takes its time; asked again and again it would have as many requests as there were looks.</summary>
    [Fact]
    public void A_machine_under_HA_that_runs_again_is_stopped_by_one_request()
    {
        _world.Lab.SetHaManaged(100, true);
        _world.Lab.Faults.Once("DELETE", "*/qemu/100*", new LabEffect { Status = 500, Text = LockTimeout });
        _process.Request("Terminate");
        UntilRetrying();
        _world.OnServer("/nodes/pve1/qemu/100/status/start");
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("running", Machine.Status);
        _world.Lab.ClearRequestLog();
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Assert.Single(_world.Lab.RequestLog, r => r.Method == "POST" && r.Path.EndsWith("/status/stop", StringComparison.Ordinal));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_deletion_that_failed_since_the_machine_ran_is_asked_again()
    {
        _world.Lab.Faults.Once("DELETE", "*/qemu/100*", new LabEffect { TaskError = "VM 100 is running - destroy failed" });
        Ends("Terminate");
        Assert.Null(_world.Lab.FindVm(100));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_machine_that_somebody_starts_before_its_restore_is_stopped_again()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Lab.Faults.Once("POST", "/nodes/pve1/qemu", new LabEffect { Status = 500, Text = LockTimeout });
        Restore();
        for (var ticks = 0; ticks < 100 && !_world.Lab.RequestLog.Any(r => r.Method == "POST" && r.Path.EndsWith("/nodes/pve1/qemu", StringComparison.Ordinal)); ticks++)
        {
            _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
            _world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.NotNull(Service.OperationState);
        _world.OnServer("/nodes/pve1/qemu/100/status/start");
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
        Assert.Equal(("running", VmStatus.Ready), (Machine.Status, Service.LocalStatus));
        // The end of the task that stopped it is not the restore's.
        Assert.Single(_world.Lab.Tasks, task => task is { Type: "qmrestore", ExitStatus: "OK" });
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_restore_whose_answer_was_lost_and_that_failed_is_not_taken_for_done()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Lab.Faults.Once("POST", "/nodes/pve1/qemu", new LabEffect { Drop = LabMoment.After, TaskError = "vma extract failed" });
        Restore();
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
        Assert.Equal(["vma extract failed", "OK"], _world.Lab.Tasks.Where(task => task.Type == "qmrestore").Select(task => task.ExitStatus));
    }

    [Fact]
    public void A_way_back_whose_answer_was_lost_and_that_failed_is_not_taken_for_done()
    {
        Change(WithoutDisk);
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "before"));
        _world.Lab.Faults.Once("POST", "*/rollback", new LabEffect { Drop = LabMoment.After, TaskError = "rollback failed" });
        _world.Clock.Run(() => _process.Snapshots.RestoreAsync(1, "before", default));
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
        Assert.Equal(["rollback failed", "OK"], _world.Lab.Tasks.Where(task => task.Type == "qmrollback").Select(task => task.ExitStatus));
    }

    /// <summary>The first try has stopped it; only what it was before that counts.</summary>
    [Fact]
    public void A_way_back_that_stopped_and_is_taken_up_starts_what_ran()
    {
        Change(WithoutDisk);
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "before"));
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/rollback", Effect = new LabEffect { Status = 400, Text = "Parameter verification failed." } });
        _world.Clock.Run(() => _process.Snapshots.RestoreAsync(1, "before", default));
        _process.TickToTheEnd();
        Assert.Equal(OperationState.Stopped, Service.OperationState);
        _world.Lab.Faults.Clear();
        _world.OnServer("/nodes/pve1/qemu/100/status/stop");
        _world.Clock.Run(() => _process.Snapshots.RestoreAsync(1, "before", default));
        End();
        Assert.Equal("running", Machine.Status);
    }

    [Fact]
    public void A_protected_backup_ends_neither_by_request_nor_with_the_service()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        var volume = Assert.Single(Volumes.Backups(_world));
        _world.OnServer(HttpMethod.Put, $"/nodes/pve1/storage/shared1/content/{Uri.EscapeDataString(volume)}", ("protected", "1"));
        _world.Clock.Run(() => _process.Backups.RemoveAsync(1, volume, default));
        Protected("take the protection off");
        _process.Request("Terminate");
        Protected("-KeepBackups");
        Assert.NotEmpty(Service.IpAddresses);
        Assert.Equal("running", Machine.Status);

        void Protected(string says)
        {
            _process.TickToTheEnd();
            Assert.Equal((OperationState.Stopped, ErrorIds.ServerRefused), (Service.OperationState!.Value, Service.LastError!.Id));
            Assert.Contains(says, Service.LastError.Message, StringComparison.Ordinal);
            Assert.Equal(volume, Assert.Single(Volumes.Backups(_world)));
            Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method == "DELETE");
        }
    }

    /// <summary>To start it is what takes that lock away; whoever waited for it would wait for ever.</summary>
    [Fact]
    public void A_machine_that_was_suspended_to_disk_is_started()
    {
        Ends("Stop");
        _world.Lab.SetOption(100, "lock", "suspended");
        Ends("Start");
        Assert.Equal(("running", null), (Machine.Status, Machine.Config.GetValueOrDefault("lock")));
    }

    /// <summary>Nothing would ever set it, and the one that is in force would no longer be shown.</summary>
    [Fact]
    public void A_password_that_nothing_could_set_is_not_promised()
    {
        var before = Password();
        Ends("Stop");
        foreach (var drive in Machine.Config.Where(line => line.Value.Contains("cloudinit", StringComparison.Ordinal)).Select(line => line.Key).ToList()) _world.Lab.SetOption(100, drive, null);
        _process.ResetPassword("nobody sets it");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.NoCloudInitDrive), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Equal(before, Password());
    }

    /// <summary>What a package no longer has is not kept by a change that stopped half-way.</summary>
    [Fact]
    public void A_disk_that_a_stopped_change_was_to_take_goes_with_the_next()
    {
        Assert.Contains(Machine.Config, line => line.Value.Contains("size=20G", StringComparison.Ordinal));
        _world.Lab.Faults.Add(new LabFault { Method = "PUT", Path = "*/unlink", Effect = new LabEffect { Status = 403 } });
        _process.Change(WithoutDisk);
        _process.TickToTheEnd();
        Assert.Equal(OperationState.Stopped, Service.OperationState);
        _world.Lab.Faults.Clear();
        Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "2" } });
        Assert.DoesNotContain(Machine.Config, line => line.Value.Contains("size=20G", StringComparison.Ordinal));
        Assert.Equal("running", Machine.Status);
        Invariants.Hold(_world);
    }

    /// <summary>The proxy between nodes gives up on a request that is carried out later: nobody looks for that machine once the service is closed.</summary>
    [Fact]
    public void A_clone_that_begins_after_the_termination_was_asked_for_leaves_no_machine()
    {
        _world.Lab.Faults.Once("POST", "*/clone", new LabEffect { Drop = LabMoment.Before });
        Begin();
        var asked = Assert.Single(_world.Lab.RequestLog, r => r.Method == "POST" && r.Path.EndsWith("/clone", StringComparison.Ordinal));
        _process.Request("Terminate", 2);
        for (var i = 0; i < 10; i++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.NotEqual(ServiceStatus.Terminated, _world.Services()[1].Status);
        _world.BeginOnServer(asked.Path, [.. asked.Body.Split('&').Select(field => field.Split('=')).Select(field => (field[0], WebUtility.UrlDecode(field[1])))]);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(_world.Lab.FindVm(101));
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, _world.Services()[1].Status);
        Assert.Null(_world.Lab.FindVm(101));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_clone_that_takes_long_is_waited_for_and_deleted()
    {
        _world.Lab.Faults.Once("POST", "*/clone", new LabEffect { Drop = LabMoment.After, TaskExtraSeconds = 600 });
        Begin();
        _process.Request("Terminate", 2);
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, _world.Services()[1].Status);
        Assert.Null(_world.Lab.FindVm(101));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_backup_that_cannot_be_deleted_stops_the_termination_before_it_touches_the_machine()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Lab.Faults.Add(new LabFault { Method = "DELETE", Path = "*/content/*", Effect = new LabEffect { TaskError = "unable to remove archive" } });
        _process.Request("Terminate");
        for (var tries = 0; Service.OperationState != OperationState.Retrying && tries < 10; tries++)
        {
            _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal((OperationState.Retrying, ErrorIds.TaskFailed), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Equal("running", Machine.Status);
        _world.Lab.Faults.Clear();
        _process.TickToTheEnd();
        Assert.Empty(Volumes.Backups(_world));
        Invariants.Hold(_world);
    }

    /// <summary>Orders another machine and lets it come as far as its clone.</summary>
    private void Begin()
    {
        _process.Order();
        _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
        Assert.Contains(_world.Lab.RequestLog, r => r.Path.EndsWith("/clone", StringComparison.Ordinal));
    }

    private void UntilRetrying()
    {
        for (var ticks = 0; Service.OperationState != OperationState.Retrying && ticks < 100; ticks++)
        {
            _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
            _world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Equal(OperationState.Retrying, Service.OperationState);
    }

    private void Restore()
    {
        _world.Lab.ClearRequestLog();
        _world.Clock.Run(() => _process.Backups.RestoreAsync(1, Assert.Single(Volumes.Backups(_world)), default));
    }

    private static ChangeVm WithoutDisk => new() { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } };

    private string Password() => _world.Store.Read(r => r.Secret("service/1/password"))!.Reveal();

    private void Change(ChangeVm change) => Ends(_process.Change(change));
}
