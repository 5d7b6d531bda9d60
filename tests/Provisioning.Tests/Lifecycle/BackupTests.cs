using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Backups against the simulated data centre: quota, storages, restore, and what goes wrong on the way.</summary>
public sealed class BackupTests() : DeliveredMachine(RestoringSetup.Package(room: 2))
{
    [Fact]
    public void A_backup_is_made_noted_and_shown()
    {
        Make(new NewVmBackup { Note = @"before the \move\", Mode = VmBackupMode.Stop });
        var shown = Assert.Single(Shown());
        Assert.Equal((@"before the \move\", true, false, false, RestoringSetup.Storage, null), (shown.Note, shown.IsOurs, shown.IsScheduled, shown.IsProtected, shown.Storage, shown.Node));
        Assert.StartsWith("shared1:backup/vzdump-qemu-100-", shown.Volume, StringComparison.Ordinal);
        Assert.True(shown.SizeBytes > 0);
        Assert.Contains(_world.Lab.RequestLog, r => r.Path == "/nodes/pve1/vzdump" && r.Method == "POST");
        Invariants.Hold(_world);
    }

    [Fact]
    public void One_more_than_the_quota_is_refused_at_once_and_rotation_removes_the_oldest_of_ours()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "local"));
        Make(new NewVmBackup { Note = "one" });
        Make(new NewVmBackup { Note = "two" });
        Assert.Equal(ErrorIds.QuotaReached, Refused(() => _process.Backups.CreateAsync(1, new NewVmBackup(), default)).Id);
        Make(new NewVmBackup { Note = "three", Rotate = true });
        Assert.Equal([null, "two", "three"], Shown().Select(backup => backup.Note));
        Assert.Equal([false, true, true], Shown().Select(backup => backup.IsOurs));
        Assert.Equal("pve1", Shown()[0].Node);
    }

    [Fact]
    public void What_is_protected_counts_and_stays()
    {
        Make(new NewVmBackup { Note = "one" });
        Make(new NewVmBackup { Note = "two" });
        Protect(Shown()[0].Volume);
        Make(new NewVmBackup { Note = "three", Rotate = true });
        Assert.Equal(["one", "three"], Shown().Select(backup => backup.Note));
        Protect(Shown()[1].Volume);
        Run(() => _process.Backups.CreateAsync(1, new NewVmBackup { Rotate = true }, default));
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.QuotaReached), (Service.OperationState, Service.LastError?.Id));
        Assert.Contains("protected", Service.LastError!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_from_before_the_service_is_another_machines()
    {
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { CreatedAt = _world.Clock.GetUtcNow() }));
        Assert.Empty(Shown());
        var volume = Assert.Single(Volumes.Backups(_world));
        Assert.Equal(ErrorIds.BackupNotFound, Refused(() => _process.Backups.RestoreAsync(1, volume, default)).Id);
        Assert.Equal(ErrorIds.BackupNotFound, Refused(() => _process.Backups.RemoveAsync(1, volume, default)).Id);
        // Asked for by other means, the operation itself leaves it alone.
        _process.Request("RestoreBackup", 1, $$"""{"Volume":"{{volume}}"}""");
        _process.TickToTheEnd();
        Assert.Equal(ErrorIds.BackupNotFound, Service.LastError?.Id);
        Assert.Equal("running", Machine.Status);
    }

    [Theory]
    [InlineData(null, "does not have exactly one")]
    [InlineData("nosuch", "no storage 'nosuch'")]
    public void A_storage_that_takes_no_backups_is_refused_at_once(string? storage, string says)
    {
        new VmPackageCatalog(_world.Store, _world.Clock).Update(RestoringSetup.Package() with { BackupStorage = null });
        var refused = Refused(() => _process.Backups.CreateAsync(1, new NewVmBackup { Storage = storage }, default));
        Assert.Equal(ErrorIds.NoBackupStorage, refused.Id);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains("local, shared1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_job_is_told_with_the_logs_reason()
    {
        // Another backup holds the node's turn; meanwhile the machine is moved away.
        Occupied(() => _world.Lab.RemoveVm(100));
        Assert.Contains(_world.Journal(1), e => e.ErrorId == ErrorIds.TaskFailed && e.Message.Contains("unable to find VM '100'", StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Journal(1), e => e.Event == JournalEvent.Completed && e.Operation == "CreateBackup");
    }

    [Fact]
    public void A_job_that_found_the_machine_locked_waits_for_the_lock()
    {
        Occupied(() => _world.Lab.SetOption(100, "lock", "migrate"));
        Assert.Equal((OperationState.Waiting, "migrate"), (Service.OperationState, Service.RemoteLock));
        _world.Lab.SetOption(100, "lock", null);
        _process.TickToTheEnd();
        Assert.Single(Shown(), backup => backup.IsOurs);
    }

    [Fact]
    public void Warnings_are_a_success()
    {
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/vzdump", Times = 1, Effect = new LabEffect { TaskWarning = "the agent did not answer" } });
        Make(new NewVmBackup());
        Assert.Single(Shown());
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("ended with warnings", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LabMoment.After, 1)]
    [InlineData(LabMoment.Before, 1)]
    public void A_backup_whose_answer_was_lost_is_made_once(LabMoment moment, int made)
    {
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/vzdump", Times = 1, Effect = new LabEffect { Status = 596, Text = "Connection timed out", StatusMoment = moment } });
        Make(new NewVmBackup());
        Assert.Equal(made, Volumes.Backups(_world).Count);
    }

    [Fact]
    public void Machines_of_a_node_are_backed_up_one_after_the_other()
    {
        _process.Order(3);
        _process.TickToTheEnd();
        foreach (var id in new[] { 1L, 2, 3, 4 }) Run(() => _process.Backups.CreateAsync(id, new NewVmBackup(), default));
        _process.TickToTheEnd();
        Assert.Equal(4, Volumes.Backups(_world).Count);
        Assert.All(_world.Services(), service => Assert.Null(service.OperationState));
        var looks = Looks(null);
        Assert.Equal([1L, 2, 3, 4], looks.Select(look => look.ServiceId));
        Assert.All(looks, look => Assert.Single(look.Found));
    }

    /// <summary>A task that waits for another one's turn gives up in the end: none is asked for before it is its turn.</summary>
    [Fact]
    public void A_node_is_asked_for_one_backup_at_a_time()
    {
        _process.Order(2);
        _process.TickToTheEnd();
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/vzdump", Effect = new LabEffect { TaskExtraSeconds = 60 } });
        foreach (var id in new[] { 1L, 2, 3 }) Run(() => _process.Backups.CreateAsync(id, new NewVmBackup(), default));
        for (var i = 0; i < 200 && _world.Services().Any(service => service.OperationState is not null); i++)
        {
            _process.Tick();
            Assert.All(_world.Lab.Tasks.Where(task => task is { Type: "vzdump", ExitStatus: null }).GroupBy(task => task.Node), node => Assert.Single(node));
            _world.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.Equal(3, Volumes.Backups(_world).Count);
    }

    /// <summary>A storage of a node's own has another one's name: the backup is looked for where it was asked for.</summary>
    [Fact]
    public void A_backup_whose_answer_was_lost_is_found_on_the_node_that_the_machine_has_left()
    {
        _world.Lab.Faults.Once("POST", "*/vzdump", new LabEffect { Drop = LabMoment.After });
        Run(() => _process.Backups.CreateAsync(1, new NewVmBackup { Storage = "local" }, default));
        _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
        Assert.Single(_world.Lab.Tasks, task => task.Type == "vzdump");
        // Nobody learns what came of it until an admin has lent a hand; by then the machine is known to be elsewhere.
        _world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "*/content*", Effect = new LabEffect { Status = 403 } });
        _process.TickToTheEnd();
        Assert.Equal(OperationState.Stopped, Service.OperationState);
        _world.Lab.Faults.Clear();
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        Move();
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _process.TickToTheEnd();
        Assert.Equal("pve2", Service.Node);
        _process.Tick(new TickOptions { ServiceIds = [1] });
        _process.TickToTheEnd();
        Assert.Null(Service.OperationState);
        Assert.Equal("pve1", Assert.Single(Shown()).Node);
        Assert.Equal(1, _world.Lab.Tasks.Count(task => task.Type == "vzdump"));
    }

    [Fact]
    public void A_backup_out_of_reach_of_the_machines_node_is_refused_before_anything_is_taken_apart()
    {
        Make(new NewVmBackup { Storage = "local" });
        var volume = Assert.Single(Shown()).Volume;
        Move();
        _world.Lab.ClearRequestLog();
        _process.Request("RestoreBackup", 1, $$"""{"Volume":"{{volume}}"}""");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.BackupNotFound), (Service.OperationState, Service.LastError?.Id));
        Assert.Contains("pve1's own storage", Service.LastError!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
    }

    [Fact]
    public void With_many_machines_a_storage_is_listed_once()
    {
        _process.Order(9);
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
        Assert.Equal(10, Looks(null).Count);
        Assert.Equal(4, _world.Lab.RequestLog.Count(r => r.Path.Contains("/content", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_restore_brings_disks_back_and_applies_the_package_again()
    {
        Make(new NewVmBackup { Note = "small" });
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "8", [VmOption.SystemDisk] = "12" } });
        _process.TickToTheEnd();
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "foreign"));
        var (card, addresses) = (Machine.Config["net0"], Service.IpAddresses);
        _world.Lab.SetOption(100, "net0", "e1000=BC:24:11:FF:FF:FF,bridge=vmbr9");
        Restore(Shown()[0].Volume);
        Assert.Equal(("8", "running", card), (Machine.Config["cores"], Machine.Status, Machine.Config["net0"]));
        Assert.Contains("size=12G", Machine.Config["scsi0"], StringComparison.Ordinal);
        Assert.Empty(Machine.Snapshots);
        Assert.Equal(addresses, Service.IpAddresses);
        Assert.Contains("provisioning-mark:", Machine.Description, StringComparison.Ordinal);
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
    }

    /// <summary>It holds the client's data, and nobody asked for it to go a second time.</summary>
    [Fact]
    public void A_disk_that_the_package_has_dropped_since_comes_back_and_stays()
    {
        Make(new NewVmBackup());
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } });
        _process.TickToTheEnd();
        Assert.False(Machine.Config.ContainsKey("scsi1"));
        Restore(Shown()[0].Volume);
        Assert.Contains("size=20G", Machine.Config["scsi1"], StringComparison.Ordinal);
        Assert.Equal(("running", VmStatus.Ready), (Machine.Status, Service.LocalStatus));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_disk_that_neither_package_nor_backup_has_a_place_for_is_kept_and_told()
    {
        Make(new NewVmBackup { Note = "with the disk" });
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } });
        _process.TickToTheEnd();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Make(new NewVmBackup { Note = "without it" });
        var (with, without) = (Shown().Single(backup => backup.Note == "with the disk").Volume, Shown().Single(backup => backup.Note == "without it").Volume);
        Restore(with);
        var disk = Machine.Config["scsi1"].Split(',')[0];
        Restore(without);
        Assert.Equal(disk, Machine.Config["unused0"]);
        Assert.Contains(_world.Journal(), entry => entry.Step == "reattach_disk" && entry.Message!.StartsWith("kept, but unused", StringComparison.Ordinal) && entry.Message.EndsWith(disk, StringComparison.Ordinal));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_suspended_machine_is_restored_and_stays_off()
    {
        Make(new NewVmBackup());
        Ends("Suspend");
        Restore(Shown()[0].Volume);
        Assert.Equal(("stopped", ServiceStatus.Suspended), (Machine.Status, Service.Status));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_machine_that_is_gone_comes_back()
    {
        Make(new NewVmBackup());
        var volume = Shown()[0].Volume;
        _world.Lab.RemoveVm(100);
        Restore(volume);
        Assert.Equal("running", Machine.Status);
        Invariants.Hold(_world);
    }

    [Fact]
    public void Somebody_elses_machine_is_never_overwritten()
    {
        Make(new NewVmBackup());
        var volume = Shown()[0].Volume;
        _world.Lab.RemoveVm(100);
        _world.Lab.AddVm(new ScenarioVm { Vmid = 100, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512" } });
        _process.Request("RestoreBackup", 1, $$"""{"Volume":"{{volume}}"}""");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.ForeignMachine), (Service.OperationState, Service.LastError?.Id));
        Assert.Equal("stranger", Machine.Name);
    }

    [Fact]
    public void A_removed_machine_whose_vmid_somebody_has_taken_is_not_overwritten()
    {
        Make(new NewVmBackup());
        var volume = Shown()[0].Volume;
        Ends("Stop");
        Ends(VmCommands.RemoveInstance);
        _world.Lab.AddVm(new ScenarioVm { Vmid = 100, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512" } });
        _process.Request("RestoreBackup", 1, $$"""{"Volume":"{{volume}}"}""");
        _process.TickToTheEnd();
        Assert.Equal(OperationState.Stopped, Service.OperationState);
        Assert.Equal("stranger", Machine.Name);
    }

    [Fact]
    public void A_machine_that_was_removed_alone_comes_back_from_its_backup()
    {
        Make(new NewVmBackup());
        var volume = Shown()[0].Volume;
        Ends("Stop");
        Ends(VmCommands.RemoveInstance);
        Restore(volume);
        Assert.Equal("running", Machine.Status);
        Ends("Restart");
        // It is there again for a termination too.
        Ends("Terminate");
        Assert.Null(_world.Lab.FindVm(100));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_restore_that_fails_half_way_says_so_and_can_be_taken_up_or_replaced()
    {
        Make(new NewVmBackup { Note = "one" });
        Make(new NewVmBackup { Note = "two" });
        var (one, two) = (Shown()[0].Volume, Shown()[1].Volume);
        var fault = new LabFault { Method = "POST", Path = "/nodes/pve1/qemu", Effect = new LabEffect { TaskError = "vma extract failed" } };
        _world.Lab.Faults.Add(fault);
        Run(() => _process.Backups.RestoreAsync(1, one, default));
        _process.Tick();
        _world.Clock.Advance(TimeSpan.FromHours(25));
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, VmStatus.Restore), (Service.OperationState, Service.LocalStatus));
        Assert.Contains("vma extract failed", Service.LastError!.Message, StringComparison.Ordinal);
        Assert.Contains("without its disks", Service.LastError.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorIds.StatusForbids, _process.Engine.Requests.WouldRefuse(1, "Start")?.Id);
        _world.Lab.Faults.Clear();
        Restore(two);
        Assert.Equal(("running", VmStatus.Ready), (Machine.Status, Service.LocalStatus));
        Assert.Single(_world.Store.Read(r => r.OperationPage(1, true, OperationState.Cancelled, 0, 100)));
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_restore_that_stopped_goes_on_when_it_is_taken_up()
    {
        Make(new NewVmBackup());
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/pve1/qemu", Times = 1, Effect = new LabEffect { Status = 400, Text = "Parameter verification failed." } });
        Run(() => _process.Backups.RestoreAsync(1, Shown()[0].Volume, default));
        _process.TickToTheEnd();
        Assert.Equal(OperationState.Stopped, Service.OperationState);
        _process.Tick(new TickOptions { ServiceIds = [1] });
        _process.TickToTheEnd();
        Assert.Equal(("running", VmStatus.Ready), (Machine.Status, Service.LocalStatus));
    }

    [Fact]
    public void A_mark_that_the_backup_lacks_is_put_back()
    {
        var notes = Machine.Description!;
        _world.Lab.SetOption(100, "description", "notes of the client");
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Lab.SetOption(100, "description", notes);
        Restore(Shown()[0].Volume);
        Assert.StartsWith("notes of the client", Machine.Description, StringComparison.Ordinal);
        Assert.Contains("provisioning-mark:", Machine.Description, StringComparison.Ordinal);
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_mark_of_somebody_else_in_the_backup_stays_as_it_is()
    {
        var (notes, other) = (Machine.Description!, $"provisioning-mark: store={Guid.NewGuid():D} service=3 vmid=100");
        _world.Lab.SetOption(100, "description", other);
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        _world.Lab.SetOption(100, "description", notes);
        Run(() => _process.Backups.RestoreAsync(1, Shown()[0].Volume, default));
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.ForeignMachine), (Service.OperationState, Service.LastError?.Id));
        Assert.Equal(other, Machine.Description);
    }

    /// <summary>Stars do not tell which password the backup brings.</summary>
    [Fact]
    public void The_password_that_is_in_force_is_set_again_after_a_restore()
    {
        Make(new NewVmBackup());
        _world.Lab.ClearRequestLog();
        Restore(Shown()[0].Volume);
        Assert.Contains(_world.Lab.RequestLog, r => r.Method == "PUT" && r.Body.Contains("cipassword", StringComparison.Ordinal));
    }

    [Fact]
    public void A_restore_whose_answer_was_lost_is_done_once()
    {
        Make(new NewVmBackup());
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/pve1/qemu", Times = 1, Effect = new LabEffect { Drop = LabMoment.After } });
        Restore(Shown()[0].Volume);
        Assert.Equal(1, _world.Lab.Tasks.Count(task => task.Type == "qmrestore"));
        Invariants.Hold(_world);
    }

    [Fact]
    public void Other_operations_wait_until_a_backup_has_ended()
    {
        Run(() => _process.Backups.CreateAsync(1, new NewVmBackup(), default));
        _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(200) });
        _process.Request("Stop");
        _process.TickToTheEnd();
        var ended = _world.Journal(1).Where(e => e.Event == JournalEvent.Completed).Select(e => e.Operation).ToList();
        Assert.Equal(["Deploy", "CreateBackup", "Stop"], ended);
    }

    [Fact]
    public void Terminating_removes_ours_and_others_of_the_machine_and_the_schedules_with_them()
    {
        Make(new NewVmBackup());
        _process.Schedules.Set(new VmSchedule { ServiceId = 1, Kind = VmScheduleKind.Backup, Times = new Dictionary<DayOfWeek, TimeOnly> { [DayOfWeek.Monday] = new(3, 0) }, TimeZone = "UTC" });
        Ends("Terminate");
        Assert.Empty(Volumes.Backups(_world));
        Assert.Empty(_process.Schedules.Find(VmScheduleKind.Backup, null));
    }

    [Theory]
    [InlineData("INFO: x|ERROR: Backup of VM 101 failed - no space left|INFO: Failed at|ERROR: later", "no space left")]
    [InlineData("INFO: x|ERROR: something else", "something else")]
    [InlineData("INFO: x", null)]
    public void The_reason_is_the_line_that_names_it(string log, string? reason) => Assert.Equal(reason, BackupLog.Reason(log.Split('|')));

    [Fact]
    public void Marks_are_read_back_and_others_are_not_ours()
    {
        var store = Guid.NewGuid();
        var mark = new BackupMark(store, 7, 12, true);
        Assert.Equal(mark, BackupMark.In(mark.Notes("weekly [x]")));
        Assert.Equal("weekly [x]", BackupMark.NoteIn(mark.Notes("weekly [x]")));
        Assert.True(mark.IsOf(store, 7));
        Assert.False(mark.IsOf(store, 8) || mark.IsOf(Guid.NewGuid(), 7));
        Assert.Null(BackupMark.In("[provisioning 1/2/3]"));
        var snapshot = new SnapshotMark(store, 7, 12, false);
        Assert.Equal(snapshot, SnapshotMark.In(snapshot.Description("a\nb") + "\n"));
        Assert.Equal("a\nb", SnapshotMark.NoteIn(snapshot.Description("a\nb")));
        Assert.Null(SnapshotMark.In(snapshot + "\n" + (snapshot with { Service = 8 })));
    }

    /// <summary>Asks for a backup while another one holds the node, lets something happen meanwhile, and lets both end.</summary>
    private void Occupied(Action meanwhile)
    {
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/vzdump", Times = 1, Effect = new LabEffect { TaskExtraSeconds = 120 } });
        _world.BeginOnServer("/nodes/pve1/vzdump", ("vmid", "101"), ("storage", "local"));
        Run(() => _process.Backups.CreateAsync(1, new NewVmBackup(), default));
        for (var i = 0; i < 3; i++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        meanwhile();
        for (var i = 0; i < 40; i++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>An admin moves the machine to another node.</summary>
    private void Move()
    {
        _world.OnServer("/nodes/pve1/qemu/100/status/stop");
        _world.OnServer("/nodes/pve1/qemu/100/migrate", ("target", "pve2"));
        Assert.Equal("pve2", Machine.Node);
    }

    private void Protect(string volume) => _world.OnServer(HttpMethod.Put, $"/nodes/pve1/storage/shared1/content/{Uri.EscapeDataString(volume)}", ("protected", "1"));

    private void Make(NewVmBackup backup)
    {
        Run(() => _process.Backups.CreateAsync(1, backup, default));
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private void Restore(string volume)
    {
        Run(() => _process.Backups.RestoreAsync(1, volume, default));
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
    }

    private void Run(Func<Task<ProvisionedService>> request) => _world.Clock.Run(request);

    private ProvisioningError Refused(Func<Task<ProvisionedService>> request) => Assert.Throws<ProvisioningException>(() => Run(request)).Error;

    private IReadOnlyList<ProvisionedVmBackup> Shown()
    {
        var look = Assert.Single(Looks([1]));
        Assert.Null(look.Error);
        return look.Found;
    }

    private List<ServerLook<ProvisionedVmBackup>> Looks(IReadOnlyCollection<long>? ids) => _world.Clock.All(_process.Backups.FindAsync(ids, default));
}
