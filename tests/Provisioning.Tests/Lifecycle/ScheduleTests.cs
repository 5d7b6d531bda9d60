using Provisioning.CrashHost;
using Provisioning.Engine;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Weekly schedules: the tick asks for what is due, once.</summary>
public sealed class ScheduleTests : IDisposable
{
    private readonly VmWorld _world = new(package: RestoringSetup.Package(room: 2));
    private readonly VmProcess _process;

    public ScheduleTests()
    {
        _process = _world.Start();
        _process.Order();
        _process.TickToTheEnd();
    }

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void Every_week_one_is_made_and_the_oldest_go()
    {
        Daily(VmScheduleKind.Snapshot);
        for (var day = 0; day < 4; day++) NextDay();
        Assert.Equal(2, _world.Lab.FindVm(100)!.Snapshots.Count);
        Assert.All(_world.Lab.FindVm(100)!.Snapshots, name => Assert.StartsWith("weekly-", name, StringComparison.Ordinal));
        Assert.Equal(4, Ended("TakeSnapshot"));
        var shown = Assert.Single(_process.Schedules.Find(VmScheduleKind.Snapshot, 1));
        Assert.StartsWith("operation ", shown.LastOutcome, StringComparison.Ordinal);
        Assert.True(shown.NextAt > _world.Clock.GetUtcNow() && shown.NextAt < _world.Clock.GetUtcNow() + TimeSpan.FromDays(1));
        Assert.True(shown.LastAt <= _world.Clock.GetUtcNow());
    }

    [Fact]
    public void Backups_are_made_by_schedule_too()
    {
        Daily(VmScheduleKind.Backup);
        NextDay();
        NextDay();
        NextDay();
        Assert.Equal(2, Volumes.Backups(_world).Count);
        Assert.Equal(3, Ended("CreateBackup"));
    }

    [Fact]
    public void Runs_that_were_missed_are_made_up_for_once()
    {
        Daily(VmScheduleKind.Snapshot);
        _world.Clock.Advance(TimeSpan.FromDays(30));
        _process.TickToTheEnd();
        _process.TickToTheEnd();
        Assert.Single(_world.Lab.FindVm(100)!.Snapshots);
        Assert.Contains(_world.Journal(1), e => e.Event == JournalEvent.Requested && e.Message.Contains("late", StringComparison.Ordinal));
        NextDay();
        Assert.Equal(2, Ended("TakeSnapshot"));
    }

    [Fact]
    public void A_day_that_has_one_of_ours_gets_no_second()
    {
        // A backup of today that somebody asked for: the schedule leaves today out.
        var midnight = new DateTimeOffset(_world.Clock.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        _world.Clock.Advance(midnight - _world.Clock.GetUtcNow());
        Set(VmScheduleKind.Backup, new TimeOnly(12, 0), "UTC");
        _process.Request("CreateBackup");
        _process.TickToTheEnd();
        _world.Clock.Advance(TimeSpan.FromHours(13));
        _process.TickToTheEnd();
        Assert.Single(Volumes.Backups(_world));
        Assert.Contains(_world.Journal(1), e => e.Event == JournalEvent.Skipped && e.Message.Contains("already", StringComparison.Ordinal));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _process.TickToTheEnd();
        Assert.Equal(2, Volumes.Backups(_world).Count);
    }

    /// <summary>A day is one of the schedule's zone: two backups of one UTC day may be of two, and one of the evening before stands in for nothing.</summary>
    [Theory]
    [InlineData(10, 2)]
    [InlineData(20, 1)]
    public void The_day_is_the_one_of_the_schedules_zone(int madeAtUtc, int backups)
    {
        var midnight = new DateTimeOffset(_world.Clock.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        _world.Clock.Advance(midnight.AddHours(madeAtUtc) - _world.Clock.GetUtcNow());
        // Ten in the morning there is ten or nine in the evening before, UTC.
        Set(VmScheduleKind.Backup, new TimeOnly(10, 0), "Pacific/Auckland");
        _process.Request("CreateBackup");
        _process.TickToTheEnd();
        _world.Clock.Advance(midnight.AddHours(23) - _world.Clock.GetUtcNow());
        _process.TickToTheEnd();
        Assert.Equal(backups, Volumes.Backups(_world).Count);
    }

    /// <summary>What somebody kept by hand is not what the schedule rotates.</summary>
    [Fact]
    public void A_snapshot_by_hand_does_not_stand_in_for_the_scheduled_one()
    {
        var midnight = new DateTimeOffset(_world.Clock.GetUtcNow().UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        _world.Clock.Advance(midnight - _world.Clock.GetUtcNow());
        Set(VmScheduleKind.Snapshot, new TimeOnly(12, 0), "UTC");
        _process.Request("TakeSnapshot");
        _process.TickToTheEnd();
        _world.Clock.Advance(TimeSpan.FromHours(13));
        _process.TickToTheEnd();
        Assert.Equal(["manual", "weekly"], _world.Lab.FindVm(100)!.Snapshots.Select(name => name.Split('-')[0]).Order());
    }

    [Fact]
    public void A_suspended_service_is_left_out_and_told()
    {
        Daily(VmScheduleKind.Snapshot);
        _process.Request("Suspend");
        _process.TickToTheEnd();
        NextDay();
        Assert.Empty(_world.Lab.FindVm(100)!.Snapshots);
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("left out: the service is Suspended", StringComparison.Ordinal));
        Assert.Contains("Suspended", Assert.Single(_process.Schedules.Find(VmScheduleKind.Snapshot, null)).LastOutcome, StringComparison.Ordinal);
        _process.Request("Resume");
        _process.TickToTheEnd();
        NextDay();
        Assert.Single(_world.Lab.FindVm(100)!.Snapshots);
    }

    [Fact]
    public void A_run_that_waits_for_a_lock_lets_the_next_one_be_left_out()
    {
        Daily(VmScheduleKind.Snapshot);
        _world.Lab.SetOption(100, "lock", "backup");
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _process.Tick();
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _process.Tick();
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("has not ended yet (locked: backup)", StringComparison.Ordinal));
        _world.Lab.SetOption(100, "lock", null);
        _process.TickToTheEnd();
        Assert.Single(_world.Lab.FindVm(100)!.Snapshots);
    }

    [Fact]
    public void What_the_status_forbids_is_left_out_and_told()
    {
        Daily(VmScheduleKind.Backup);
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { LocalStatus = VmStatus.Restore }));
        NextDay();
        Assert.Empty(Volumes.Backups(_world));
        Assert.Contains(_world.Journal(1), e => e.Message.Contains("left out: New-ProvisionedVmBackup is refused", StringComparison.Ordinal));
    }

    [Fact]
    public void Rotation_by_schedule_takes_the_place_of_the_lifetime()
    {
        new VmPackageCatalog(_world.Store, _world.Clock).Update(RestoringSetup.Package(room: 2) with { SnapshotLifetimeDays = 1 });
        Daily(VmScheduleKind.Snapshot);
        NextDay();
        NextDay();
        NextDay();
        Assert.Equal(2, _world.Lab.FindVm(100)!.Snapshots.Count);
        _process.Schedules.Set(new VmSchedule { ServiceId = 1, Kind = VmScheduleKind.Snapshot });
        Assert.Empty(_process.Schedules.Find(VmScheduleKind.Snapshot, 1));
        _world.Clock.Advance(TimeSpan.FromDays(2));
        _process.TickToTheEnd();
        Assert.Empty(_world.Lab.FindVm(100)!.Snapshots);
    }

    [Fact]
    public void A_schedule_names_its_zone_and_a_wrong_one_is_refused()
    {
        var set = Set(VmScheduleKind.Backup, new TimeOnly(3, 0), "Europe/Riga");
        Assert.Equal("Europe/Riga", set.TimeZone);
        Assert.Equal(new TimeOnly(3, 0), TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(set.NextAt!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Riga")).DateTime));
        Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => Set(VmScheduleKind.Backup, new TimeOnly(3, 0), "Nowhere/Nothing")).Error.Id);
        Assert.NotEqual("", Set(VmScheduleKind.Backup, new TimeOnly(3, 0), "").TimeZone);
        new VmPackageCatalog(_world.Store, _world.Clock).Update(VmWorld.FullPackage);
        Assert.Equal(ErrorIds.QuotaReached, Assert.Throws<ProvisioningException>(() => Set(VmScheduleKind.Backup, new TimeOnly(3, 0), "UTC")).Error.Id);
        Assert.Equal(ErrorIds.ServiceNotFound, Assert.Throws<ProvisioningException>(() => _process.Schedules.Set(new VmSchedule { ServiceId = 9, Kind = VmScheduleKind.Backup })).Error.Id);
    }

    [Fact]
    public void A_quota_that_was_taken_away_leaves_the_run_out()
    {
        Daily(VmScheduleKind.Backup);
        new VmPackageCatalog(_world.Store, _world.Clock).Update(VmWorld.FullPackage);
        NextDay();
        Assert.Empty(Volumes.Backups(_world));
        Assert.Contains(_world.Journal(1), e => e.Event == JournalEvent.Skipped && e.Message.Contains("allows no backups", StringComparison.Ordinal));
        Assert.Null(_world.Services()[0].OperationState);
    }

    [Fact]
    public void A_tick_of_some_services_asks_only_for_theirs()
    {
        _process.Order();
        _process.TickToTheEnd();
        Daily(VmScheduleKind.Snapshot, 1);
        Daily(VmScheduleKind.Snapshot, 2);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 10; i++) _process.Tick(new TickOptions { ServiceIds = [2] });
        Assert.Empty(_world.Lab.FindVm(100)!.Snapshots);
        Assert.Single(_world.Lab.FindVm(101)!.Snapshots);
    }

    /// <summary>One has seen that it is due, and another has asked for it and carried it out before the first one writes.</summary>
    [Fact]
    public void A_run_that_another_tick_has_taken_is_not_asked_for_again()
    {
        Daily(VmScheduleKind.Snapshot);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        var overtaken = false;
        using var late = _world.Start(CrashPlan.Tell(moment =>
        {
            if (overtaken || moment != "before a Full write") return;
            overtaken = true;
            _process.TickToTheEnd();
            Assert.Equal(1, Ended("TakeSnapshot"));
        }), "late");
        late.TickToTheEnd();
        Assert.True(overtaken);
        Assert.Single(_world.Store.Read(r => r.OperationPage(1, true, null, 0, 100)), o => o.Name == "TakeSnapshot");
        Assert.StartsWith("operation ", Assert.Single(_process.Schedules.Find(VmScheduleKind.Snapshot, 1)).LastOutcome, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_moment_a_tick_dies_at_the_run_comes_once()
    {
        IReadOnlyList<string> moments = [];
        for (var moment = -1; moment < moments.Count; moment++)
        {
            using var world = new VmWorld(package: RestoringSetup.Package(room: 9));
            using (var before = world.Start(worker: "before"))
            {
                before.Order();
                before.TickToTheEnd();
                before.Schedules.Set(Schedule(VmScheduleKind.Snapshot, 1, new TimeOnly(3, 0), "UTC"));
                world.Clock.Advance(TimeSpan.FromDays(1));
            }
            using (var dying = world.Start(moment < 0 ? CrashPlan.Survive() : CrashPlan.DieAt(moment), "dying"))
            {
                try
                {
                    dying.TickToTheEnd();
                }
                catch (SimulatedCrashException)
                {
                    // As ordered.
                }
                if (moment < 0) moments = dying.Plan.Moments;
            }
            world.Clock.Advance(TimeSpan.FromSeconds(61));
            using var next = world.Start(worker: "next");
            next.TickToTheEnd();
            Assert.True(world.Lab.FindVm(100)!.Snapshots.Count == 1, $"moment {moment}: {string.Join(", ", world.Lab.FindVm(100)!.Snapshots)}");
            Assert.Null(Assert.Single(world.Services()).OperationState);
        }
        Assert.True(moments.Count > 10, $"only {moments.Count} moments");
    }

    private void Daily(VmScheduleKind kind, long service = 1) => _process.Schedules.Set(Schedule(kind, service, new TimeOnly(3, 0), "UTC"));

    private VmSchedule Set(VmScheduleKind kind, TimeOnly at, string zone) => _process.Schedules.Set(Schedule(kind, 1, at, zone));

    private static VmSchedule Schedule(VmScheduleKind kind, long service, TimeOnly at, string zone) => new()
    {
        ServiceId = service, Kind = kind, Times = Enum.GetValues<DayOfWeek>().ToDictionary(day => day, _ => at), TimeZone = zone,
    };

    private void NextDay()
    {
        _world.Clock.Advance(TimeSpan.FromDays(1));
        _process.TickToTheEnd();
    }

    private int Ended(string operation) => _world.Journal(1).Count(e => e.Event == JournalEvent.Completed && e.Operation == operation);
}
