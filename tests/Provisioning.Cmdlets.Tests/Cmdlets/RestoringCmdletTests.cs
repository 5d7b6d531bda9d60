using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Snapshots, backups and their schedules.</summary>
public class RestoringCmdletTests
{
    [Fact]
    public void A_snapshot_is_asked_for_with_all_that_was_said()
    {
        var host = FakeHost.Installed().WithServices("web-1", "web-2");
        var result = Pipeline.From(host.ServiceTable[0], 2).To<NewProvisionedVmSnapshotCommand>(new { Name = "before", Note = "the upgrade", WithMemory = true, Rotate = true }).Run().OrThrow();
        Assert.Equal([1L, 2], result.OutputOf<ProvisionedService>().Select(s => s.Id));
        Assert.Equal(new NewVmSnapshot { Name = "before", Note = "the upgrade", WithMemory = true, Rotate = true }, host.LastSnapshot);
    }

    [Fact]
    public void A_backup_is_asked_for_with_all_that_was_said()
    {
        var host = FakeHost.Installed().WithServices("web-1");
        Pipeline.Of<NewProvisionedVmBackupCommand>(new { Id = 1, Note = "the move", Storage = "pbs", Mode = "Stop", Rotate = true }).Run().OrThrow();
        Assert.Equal(new NewVmBackup { Note = "the move", Storage = "pbs", Mode = VmBackupMode.Stop, Rotate = true }, host.LastBackup);
        Pipeline.Of<NewProvisionedVmBackupCommand>(new { Id = 1, Note = "" }).Run().OrThrow();
        Assert.Equal(new NewVmBackup(), host.LastBackup);
    }

    [Fact]
    public void A_refusal_is_the_services_own_and_the_next_has_its_turn()
    {
        var host = FakeHost.Installed().WithServices("web-1", "web-2");
        host.Faults["VmSnapshots.Create 1"] = new(ErrorIds.QuotaReached, ErrorKind.Quota, "Full.");
        var result = Pipeline.From(1, 2).To<NewProvisionedVmSnapshotCommand>().Run();
        Failed<NewProvisionedVmSnapshotCommand>(result, ErrorIds.QuotaReached, ErrorCategory.QuotaExceeded, 1L);
        Assert.Equal([2L], result.OutputOf<ProvisionedService>().Select(s => s.Id));
    }

    [Fact]
    public void What_was_listed_can_be_piped_into_what_restores_and_removes()
    {
        var host = FakeHost.Installed().WithServices("web-1", "web-2").WithSnapshots(2, "before", "after").WithBackups(1, "pbs");
        Pipeline.From([.. host.SnapshotTable]).To<RemoveProvisionedVmSnapshotCommand>(new { Confirm = false }).Run().OrThrow();
        Pipeline.From(host.SnapshotTable[0]).To<RestoreProvisionedVmSnapshotCommand>(new { Confirm = false }).Run().OrThrow();
        Pipeline.From(host.BackupTable[0]).To<RestoreProvisionedVmBackupCommand>(new { Confirm = false }).Run().OrThrow();
        Pipeline.From(host.BackupTable[0]).To<RemoveProvisionedVmBackupCommand>(new { Confirm = false }).Run().OrThrow();
        Assert.Equal(
            ["VmSnapshots.Remove 2 before", "VmSnapshots.Remove 2 after", "VmSnapshots.Restore 2 before", "VmBackups.Restore 1 pbs:backup/1-0", "VmBackups.Remove 1 pbs:backup/1-0"],
            host.Calls.Where(call => call.Contains(".Remove ", StringComparison.Ordinal) || call.Contains(".Restore ", StringComparison.Ordinal)));
    }

    [Fact]
    public void WhatIf_asks_for_nothing()
    {
        var host = FakeHost.Installed().WithServices("web-1");
        Pipeline.Of<NewProvisionedVmSnapshotCommand>(new { Id = 1, WhatIf = true }).Run().OrThrow();
        Pipeline.Of<NewProvisionedVmBackupCommand>(new { Id = 1, WhatIf = true }).Run().OrThrow();
        Pipeline.Of<RestoreProvisionedVmSnapshotCommand>(new { Id = 1, Name = "x", WhatIf = true }).Run().OrThrow();
        Pipeline.Of<RestoreProvisionedVmBackupCommand>(new { Id = 1, Volume = "x", WhatIf = true }).Run().OrThrow();
        Pipeline.Of<SetProvisionedVmBackupScheduleCommand>(new { Id = 1, At = "03:00", WhatIf = true }).Run().OrThrow();
        Assert.DoesNotContain(host.Calls, call => call.StartsWith("Vm", StringComparison.Ordinal) && !call.Contains(".Check", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(NewProvisionedVmSnapshotCommand), "VmSnapshots.CheckCreate 2 ", null)]
    [InlineData(typeof(RestoreProvisionedVmSnapshotCommand), "VmSnapshots.CheckRestore 2 x", "Name")]
    [InlineData(typeof(RemoveProvisionedVmSnapshotCommand), "VmSnapshots.CheckRemove 2 x", "Name")]
    [InlineData(typeof(NewProvisionedVmBackupCommand), "VmBackups.CheckCreate 2 ", null)]
    [InlineData(typeof(RestoreProvisionedVmBackupCommand), "VmBackups.CheckRestore 2 x", "Volume")]
    [InlineData(typeof(RemoveProvisionedVmBackupCommand), "VmBackups.CheckRemove 2 x", "Volume")]
    public void WhatIf_finds_what_would_be_refused(Type cmdlet, string check, string? parameter)
    {
        var host = FakeHost.Installed().WithServices("web-1", "web-2");
        host.Faults[check] = new(ErrorIds.QuotaReached, ErrorKind.Quota, "Full.");
        var parameters = new Dictionary<string, object?> { ["Id"] = new[] { 1, 2 }, ["WhatIf"] = true };
        if (parameter is not null) parameters[parameter] = "x";
        var result = Pipeline.Of(cmdlet, parameters).Run();
        var error = Assert.Single(result.Errors);
        Assert.Equal(($"{ErrorIds.QuotaReached},{cmdlet.FullName}", (object)2L), (error.FullyQualifiedErrorId, error.TargetObject));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Many_services_are_looked_at_together_and_ones_trouble_is_its_own()
    {
        var host = FakeHost.Installed().WithServices([.. Enumerable.Range(1, 250).Select(i => $"web-{i}")]).WithSnapshots(2, "one", "two").WithSnapshots(250, "three");
        host.LookTrouble[7] = new(ErrorIds.NodeUnreachable, ErrorKind.Unreachable, "No node.", "pve1");
        var result = Pipeline.From([.. host.ServiceTable]).To<GetProvisionedVmSnapshotCommand>().Run();
        Assert.Equal(["one", "two", "three"], result.OutputOf<ProvisionedVmSnapshot>().Select(s => s.Name));
        Failed<GetProvisionedVmSnapshotCommand>(result, ErrorIds.NodeUnreachable, ErrorCategory.ConnectionError, 7L);
        Assert.Equal(3, host.Calls.Count(call => call.StartsWith("VmSnapshots.Find", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_services_all_are_looked_at_and_with_none_piped_nothing_is()
    {
        var host = FakeHost.Installed().WithServices("web-1").WithBackups(1, "pbs", "local").WithSnapshots(1, "weekly-1", "manual-2");
        Assert.Equal(["pbs"], Pipeline.Of<GetProvisionedVmBackupCommand>(new { Storage = "pbs" }).Run().OrThrow().OutputOf<ProvisionedVmBackup>().Select(b => b.Storage));
        Assert.Equal(["weekly-1"], Pipeline.Of<GetProvisionedVmSnapshotCommand>(new { Id = 1, Name = "Weekly*" }).Run().OrThrow().OutputOf<ProvisionedVmSnapshot>().Select(s => s.Name));
        Assert.Contains("VmBackups.Find all", host.Calls);
        var before = host.Calls.Count(call => call.Contains(".Find", StringComparison.Ordinal));
        Assert.Empty(Pipeline.From().To<GetProvisionedVmBackupCommand>().Run().OrThrow().Output);
        Assert.Equal(before, host.Calls.Count(call => call.Contains(".Find", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_schedule_is_one_time_for_some_days_or_for_all()
    {
        var host = FakeHost.Installed().WithServices("web-1");
        Pipeline.Of<SetProvisionedVmBackupScheduleCommand>(new { Id = 1, At = "03:00", Day = new[] { "Monday", "Friday" }, TimeZone = "Europe/Riga", Storage = "pbs", Mode = "Suspend" }).Run().OrThrow();
        var set = host.ScheduleTable[^1];
        Assert.Equal((1L, VmScheduleKind.Backup, "Europe/Riga", "pbs", VmBackupMode.Suspend), (set.ServiceId, set.Kind, set.TimeZone, set.Storage, set.Mode));
        Assert.Equal(new Dictionary<DayOfWeek, TimeOnly> { [DayOfWeek.Monday] = new(3, 0), [DayOfWeek.Friday] = new(3, 0) }, set.Times);
        Pipeline.Of<SetProvisionedVmSnapshotScheduleCommand>(new { Id = 1, At = "22:30", WithMemory = true }).Run().OrThrow();
        Assert.Equal((7, VmScheduleKind.Snapshot, true, ""), (host.ScheduleTable[^1].Times.Count, host.ScheduleTable[^1].Kind, host.ScheduleTable[^1].WithMemory, host.ScheduleTable[^1].TimeZone));
    }

    [Fact]
    public void A_schedule_is_a_time_for_each_day_or_none()
    {
        var host = FakeHost.Installed().WithServices("web-1");
        Pipeline.Of<SetProvisionedVmSnapshotScheduleCommand>(new { Id = 1, Times = new System.Collections.Hashtable { ["monday"] = "03:00", ["Sunday"] = "4:30" } }).Run().OrThrow();
        Assert.Equal(new TimeOnly(4, 30), host.ScheduleTable[^1].Times[DayOfWeek.Sunday]);
        Assert.Equal(2, host.ScheduleTable[^1].Times.Count);
        Pipeline.Of<SetProvisionedVmSnapshotScheduleCommand>(new { Id = 1, Disable = true }).Run().OrThrow();
        Assert.Empty(host.ScheduleTable[^1].Times);
    }

    [Theory]
    [InlineData("Someday", "03:00")]
    [InlineData("Monday", "25:00")]
    [InlineData("8", "03:00")]
    public void What_is_no_weekday_or_no_time_is_refused(string day, string time)
    {
        var host = FakeHost.Installed().WithServices("web-1");
        var result = Pipeline.Of<SetProvisionedVmBackupScheduleCommand>(new { Id = 1, Times = new System.Collections.Hashtable { [day] = time } }).Run();
        Failed<SetProvisionedVmBackupScheduleCommand>(result, ErrorIds.InvalidValue, ErrorCategory.InvalidArgument, 1L);
        Assert.Empty(host.ScheduleTable);
    }

    [Fact]
    public void Schedules_are_listed_by_service_or_all()
    {
        var host = FakeHost.Installed().WithServices("web-1", "web-2");
        host.ScheduleTable.AddRange([new VmSchedule { ServiceId = 1, Kind = VmScheduleKind.Backup }, new VmSchedule { ServiceId = 2, Kind = VmScheduleKind.Backup }, new VmSchedule { ServiceId = 2, Kind = VmScheduleKind.Snapshot }]);
        Assert.Equal(2, Pipeline.Of<GetProvisionedVmBackupScheduleCommand>().Run().OrThrow().Output.Count);
        Assert.Equal([2L], Pipeline.From(host.ServiceTable[1]).To<GetProvisionedVmSnapshotScheduleCommand>().Run().OrThrow().OutputOf<VmSchedule>().Select(s => s.ServiceId));
    }

    [Fact]
    public void A_package_says_how_long_snapshots_live_and_where_backups_go()
    {
        var host = FakeHost.Installed().WithPackages("small");
        Pipeline.Of<SetVmPackageCommand>(new { Name = "small", SnapshotLifetimeDays = 7, BackupStorage = "pbs", BackupMode = "Stop" }).Run().OrThrow();
        Assert.Equal((7, "pbs", VmBackupMode.Stop), (host.PackageTable[0].SnapshotLifetimeDays, host.PackageTable[0].BackupStorage, host.PackageTable[0].BackupMode));
        Pipeline.Of<SetVmPackageCommand>(new { Name = "small", BackupStorage = "" }).Run().OrThrow();
        Assert.Equal((7, null), (host.PackageTable[0].SnapshotLifetimeDays, host.PackageTable[0].BackupStorage));
    }

    [Fact]
    public void Time_zones_are_completed()
    {
        var found = new TimeZoneCompleter().CompleteArgument("", "", "UT", null!, new System.Collections.Hashtable());
        Assert.Contains(found, result => result.CompletionText == "UTC");
    }
}
