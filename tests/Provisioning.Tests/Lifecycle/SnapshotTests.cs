using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Snapshots against the simulated data centre: quota, names, the way back, lifetime.</summary>
public sealed class SnapshotTests() : DeliveredMachine(RestoringSetup.Package(room: 2))
{
    [Fact]
    public void A_snapshot_is_taken_named_and_shown()
    {
        Take(new NewVmSnapshot { Note = "before the upgrade" });
        var shown = Assert.Single(Shown());
        Assert.Matches(@"\Amanual-[0-9]{8}-[0-9]+\z", shown.Name);
        Assert.Equal(("before the upgrade", true, false, true, false, null), (shown.Note, shown.IsOurs, shown.IsScheduled, shown.IsCurrent, shown.WithMemory, shown.ExpiresAt));
        Assert.Equal((1L, 100, Service.HostName), (shown.ServiceId, shown.VmId, shown.HostName));
        Assert.True(_world.Clock.GetUtcNow() - shown.TakenAt < TimeSpan.FromMinutes(1));
        Assert.Equal("running", Machine.Status);
    }

    [Fact]
    public void One_more_than_the_quota_is_refused_at_once_and_others_do_not_count()
    {
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "foreign"), ("description", "by hand"));
        Take(new NewVmSnapshot { Name = "one" });
        Take(new NewVmSnapshot { Name = "two" });
        var refused = Refused(() => Create(new NewVmSnapshot { Name = "three" }));
        Assert.Equal((ErrorIds.QuotaReached, ErrorKind.Quota, "1"), (refused.Id, refused.Kind, refused.Target));
        Assert.Contains("-Rotate", refused.Message, StringComparison.Ordinal);
        Assert.Null(Service.Operation);
        Assert.Equal(["foreign", "one", "two"], Shown().Select(s => s.Name).Order());
        Assert.False(Shown().Single(s => s.Name == "foreign").IsOurs);
    }

    [Fact]
    public void What_waits_to_be_taken_counts_too()
    {
        Create(new NewVmSnapshot { Name = "one" });
        Create(new NewVmSnapshot { Name = "two" });
        Assert.Equal(ErrorIds.QuotaReached, Refused(() => Create(new NewVmSnapshot { Name = "three" })).Id);
        _process.TickToTheEnd();
        Assert.Equal(["one", "two"], Machine.Snapshots);
    }

    [Fact]
    public void Rotation_removes_the_oldest_of_ours_and_no_other()
    {
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "foreign"));
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            Take(new NewVmSnapshot { Name = name, Rotate = true });
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(["foreign", "four", "three"], Machine.Snapshots.Order());
    }

    [Theory]
    [InlineData("current", ErrorIds.InvalidValue)]
    [InlineData("pending", ErrorIds.InvalidValue)]
    [InlineData("1st", ErrorIds.InvalidValue)]
    [InlineData("a", ErrorIds.InvalidValue)]
    [InlineData("with space", ErrorIds.InvalidValue)]
    [InlineData("a1234567890123456789012345678901234567890", ErrorIds.InvalidValue)]
    [InlineData("there", ErrorIds.SnapshotExists)]
    public void A_name_that_cannot_be_is_refused_at_once(string name, string error)
    {
        Take(new NewVmSnapshot { Name = "there" });
        Assert.Equal(error, Refused(() => Create(new NewVmSnapshot { Name = name })).Id);
        Assert.Null(Service.Operation);
    }

    [Fact]
    public void A_package_without_snapshots_allows_none()
    {
        new VmPackageCatalog(_world.Store, _world.Clock).Update(VmWorld.FullPackage);
        var refused = Refused(() => Create(new NewVmSnapshot { Rotate = true }));
        Assert.Equal(ErrorIds.QuotaReached, refused.Id);
        Assert.Contains("allows no snapshots", refused.Message, StringComparison.Ordinal);
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.Snapshots] = "1" } });
        _process.TickToTheEnd();
        Take(new NewVmSnapshot());
        Assert.Single(Machine.Snapshots);
    }

    [Fact]
    public void The_way_back_applies_the_package_again_and_the_machine_runs_as_before()
    {
        Take(new NewVmSnapshot { Name = "before" });
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "8", [VmOption.NetworkBandwidth] = "7" } });
        _process.TickToTheEnd();
        var mac = Machine.Config["net0"];
        Back("before");
        Assert.Equal(("8", "running"), (Machine.Config["cores"], Machine.Status));
        Assert.Equal(mac, Machine.Config["net0"]);
        Assert.Contains("provisioning-mark:", Machine.Description, StringComparison.Ordinal);
        Assert.Equal((VmStatus.Ready, ServiceStatus.Active), (Service.LocalStatus, Service.Status));
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("back at snapshot before", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_password_that_was_changed_since_is_set_again(int version, bool sent)
    {
        Take(new NewVmSnapshot { Name = "before" });
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { Data = w.Service(1)!.Data.Replace("\"PasswordVersion\":1", $"\"PasswordVersion\":{version}", StringComparison.Ordinal) }));
        Back("before");
        Assert.Equal(sent, _world.Journal(1).Any(e => e.Message.Contains("cipassword", StringComparison.Ordinal) && e.Operation == "RestoreSnapshot"));
    }

    [Fact]
    public void A_password_in_somebody_elses_snapshot_is_not_known_and_set_again()
    {
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "foreign"));
        Back("foreign");
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("cipassword", StringComparison.Ordinal) && e.Operation == "RestoreSnapshot");
    }

    [Fact]
    public void A_machine_that_was_off_stays_off_even_when_the_snapshot_holds_its_memory()
    {
        Take(new NewVmSnapshot { Name = "alive", WithMemory = true });
        Assert.True(Assert.Single(Shown()).WithMemory);
        Ends("Stop");
        Back("alive");
        Assert.Equal("stopped", Machine.Status);
        Ends("Start");
        Ends("Suspend");
        Back("alive");
        Assert.Equal(("stopped", ServiceStatus.Suspended), (Machine.Status, Service.Status));
    }

    [Fact]
    public void A_suspended_machine_that_somebody_started_is_off_after_a_way_back_to_its_memory()
    {
        Take(new NewVmSnapshot { Name = "alive", WithMemory = true });
        Ends("Suspend");
        _world.OnServer("/nodes/pve1/qemu/100/status/start");
        Back("alive");
        Assert.Equal(("stopped", ServiceStatus.Suspended), (Machine.Status, Service.Status));
        // By the way back itself, and not by a later look at what runs that should not.
        Assert.DoesNotContain(_world.Journal(1), e => e.Message.Contains("switched off again", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_ran_keeps_the_memory_of_the_snapshot()
    {
        Take(new NewVmSnapshot { Name = "alive", WithMemory = true });
        _world.Lab.ClearRequestLog();
        Back("alive");
        Assert.Equal("running", Machine.Status);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Path.EndsWith("/status/shutdown", StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Path.EndsWith("/status/start", StringComparison.Ordinal));
    }

    [Fact]
    public void The_packages_disk_that_a_snapshot_does_not_know_is_plugged_in_again()
    {
        using var world = new VmWorld(package: RestoringSetup.Package());
        using var process = world.Start();
        process.Order(1, order => order with { Options = new Dictionary<string, string> { [VmOption.AdditionalDisk] = "0" } });
        process.TickToTheEnd();
        process.Request("TakeSnapshot", 1, """{"Name":"before"}""");
        process.TickToTheEnd();
        process.Change(new ChangeVm { WithdrawnOptions = [VmOption.AdditionalDisk] });
        process.TickToTheEnd();
        var disk = world.Lab.FindVm(100)!.Config["scsi1"].Split(',')[0];
        process.Request("RestoreSnapshot", 1, """{"Name":"before"}""");
        process.TickToTheEnd();
        Assert.Equal(disk, world.Lab.FindVm(100)!.Config["scsi1"].Split(',')[0]);
        Invariants.Hold(world);
    }

    [Fact]
    public void A_snapshot_whose_answer_was_lost_is_taken_once()
    {
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/snapshot", Times = 1, Effect = new LabEffect { Status = 596, Text = "Connection timed out", StatusMoment = LabMoment.After } });
        Take(new NewVmSnapshot { Note = "once" });
        Assert.Single(Machine.Snapshots);
    }

    [Fact]
    public void A_way_back_whose_answer_was_lost_is_gone_once()
    {
        Take(new NewVmSnapshot { Name = "before" });
        _world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "*/rollback", Times = 1, Effect = new LabEffect { Drop = LabMoment.After } });
        Back("before");
        Assert.Equal(1, _world.Lab.Tasks.Count(task => task.Type == "qmrollback"));
    }

    [Fact]
    public void What_is_not_there_is_refused_at_once_and_a_server_out_of_reach_is_asked_later()
    {
        Assert.Equal(ErrorIds.SnapshotNotFound, Refused(() => _process.Snapshots.RestoreAsync(1, "nothing", default)).Id);
        Assert.Equal(ErrorIds.SnapshotNotFound, Refused(() => _process.Snapshots.RemoveAsync(1, "nothing", default)).Id);
        Assert.Equal(ErrorIds.ServiceNotFound, Refused(() => _process.Snapshots.RemoveAsync(9, "nothing", default)).Id);
        Take(new NewVmSnapshot { Name = "there" });
        var fault = new LabFault { Path = "*", Effect = new LabEffect { Status = 595, Text = "Connection refused" } };
        _world.Lab.Faults.Add(fault);
        Run(() => _process.Snapshots.RemoveAsync(1, "there", default));
        _world.Lab.Faults.Clear();
        _process.TickToTheEnd();
        Assert.Empty(Machine.Snapshots);
    }

    [Fact]
    public void Somebody_elses_machine_at_the_vmid_is_neither_shown_nor_touched()
    {
        _world.Lab.SetOption(100, "description", "mine now");
        var look = Assert.Single(Looks([1]));
        Assert.Equal(ErrorIds.ForeignMachine, look.Error?.Id);
        Assert.Equal(ErrorIds.ForeignMachine, Refused(() => Create(new NewVmSnapshot())).Id);
    }

    [Fact]
    public void Many_machines_are_looked_at_in_order_and_ones_trouble_is_its_own()
    {
        _process.Order(11);
        _process.TickToTheEnd();
        _world.Lab.RemoveVm(103);
        Take(new NewVmSnapshot { Name = "one" });
        var looks = Looks(null);
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), looks.Select(look => look.ServiceId));
        Assert.Equal([4L], looks.Where(look => look.Error is not null).Select(look => look.ServiceId));
        Assert.Equal(ErrorIds.ServiceNotFound, Assert.Single(Looks([77])).Error?.Id);
    }

    [Fact]
    public void What_is_older_than_its_lifetime_goes_with_a_tick_and_others_stay()
    {
        var catalog = new VmPackageCatalog(_world.Store, _world.Clock);
        catalog.Update(RestoringSetup.Package(room: 2) with { SnapshotLifetimeDays = 2 });
        _world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "foreign"));
        Take(new NewVmSnapshot { Name = "one" });
        _world.Clock.Advance(TimeSpan.FromHours(30));
        Take(new NewVmSnapshot { Name = "two" });
        Assert.Equal(TimeSpan.FromDays(2), Shown().Single(s => s.Name == "two").ExpiresAt - Shown().Single(s => s.Name == "two").TakenAt);
        _world.Clock.Advance(TimeSpan.FromHours(19));
        _process.TickToTheEnd();
        Assert.Equal(["foreign", "two"], Machine.Snapshots.Order());
        _world.Clock.Advance(TimeSpan.FromHours(30));
        _process.TickToTheEnd();
        Assert.Equal(["foreign"], Machine.Snapshots);
        _world.Clock.Advance(TimeSpan.FromDays(30));
        var ticks = _world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)).Count;
        _process.TickToTheEnd();
        Assert.Equal(ticks, _world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)).Count);
    }

    [Fact]
    public void A_shorter_lifetime_counts_for_what_is_there()
    {
        Take(new NewVmSnapshot { Name = "one" });
        _world.Clock.Advance(TimeSpan.FromDays(3));
        _process.TickToTheEnd();
        Assert.Equal(["one"], Machine.Snapshots);
        new VmPackageCatalog(_world.Store, _world.Clock).Update(RestoringSetup.Package(room: 2) with { SnapshotLifetimeDays = 1 });
        _process.TickToTheEnd();
        Assert.Empty(Machine.Snapshots);
    }

    private void Take(NewVmSnapshot snapshot)
    {
        Create(snapshot);
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
    }

    private void Back(string name)
    {
        Run(() => _process.Snapshots.RestoreAsync(1, name, default));
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
    }

    private Task<ProvisionedService> Create(NewVmSnapshot snapshot)
    {
        Run(() => _process.Snapshots.CreateAsync(1, snapshot, default));
        return Task.FromResult(Service);
    }

    private void Run(Func<Task<ProvisionedService>> request) => _world.Clock.Run(request);

    private ProvisioningError Refused(Func<Task<ProvisionedService>> request) => Assert.Throws<ProvisioningException>(() => Run(request)).Error;

    private IReadOnlyList<ProvisionedVmSnapshot> Shown()
    {
        var look = Assert.Single(Looks([1]));
        Assert.Null(look.Error);
        return look.Found;
    }

    private List<ServerLook<ProvisionedVmSnapshot>> Looks(IReadOnlyCollection<long>? ids) => _world.Clock.All(_process.Snapshots.FindAsync(ids, default));
}
