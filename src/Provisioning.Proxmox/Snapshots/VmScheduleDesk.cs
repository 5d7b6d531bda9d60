using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Weekly schedules of snapshots and backups, as faces set and see them.</summary>
public sealed class VmScheduleDesk(IStateStore store, TimeProvider clock) : IVmSchedules
{
    private const string Backup = "backup";
    private const int PageSize = 200;

    private readonly DeliveredMachines _machines = new(store);

    /// <inheritdoc/>
    public IEnumerable<VmSchedule> Find(VmScheduleKind kind, long? serviceId)
    {
        if (serviceId is { } one) _machines.Get(one);
        for (long after = 0; ;)
        {
            var page = store.Read(state => state.SchedulePage(NameOf(kind), serviceId, after, PageSize)
                .Select(row => Shown(kind, row, state.Service(row.ServiceId)?.HostName ?? "")).ToList());
            foreach (var schedule in page) yield return schedule;
            if (page.Count < PageSize) yield break;
            after = page[^1].ServiceId;
        }
    }

    /// <inheritdoc/>
    public VmSchedule Set(VmSchedule schedule)
    {
        var service = _machines.Get(schedule.ServiceId);
        if (service.Status == ServiceStatus.Terminated)
            throw new ProvisioningException(ErrorIds.StatusForbids, ErrorKind.State, $"Service {service.Id} is terminated; there is nothing left to be kept.", $"{service.Id}");
        if (schedule.Times.Count == 0) return Drop(schedule, service);
        VmBackupDesk.DemandStorage(schedule.Storage);
        var zone = string.IsNullOrWhiteSpace(schedule.TimeZone) ? WeeklyTimes.LocalZone : schedule.TimeZone.Trim();
        var times = new WeeklyTimes(schedule.Times, zone);
        var (kind, isBackup) = (schedule.Kind, schedule.Kind == VmScheduleKind.Backup);
        var package = VmSnapshotDesk.PackageOf(store, service);
        if ((isBackup ? package.Backups : package.Snapshots) == 0) throw OwnSnapshots.QuotaReached(isBackup ? Backup : "snapshot", service.Id, 0).AsException();
        return store.Write(Durability.Full, state =>
        {
            var row = new ScheduleRow
            {
                ServiceId = service.Id,
                Name = NameOf(kind),
                Operation = isBackup ? VmOperations.CreateBackup : VmOperations.TakeSnapshot,
                Times = WeeklyTimes.Write(schedule.Times),
                TimeZone = times.Zone,
                Arguments = isBackup
                    ? Json.Write(new BackupArguments { Note = "Scheduled", Storage = schedule.Storage, Mode = schedule.Mode, Rotate = true })
                    : Json.Write(new SnapshotArguments { Note = "Scheduled", WithMemory = schedule.WithMemory, Rotate = true }),
                NextAt = times.NextAfter(clock.GetUtcNow()),
            };
            if (state.Schedule(service.Id, row.Name) is { } before) row = row with { LastAt = before.LastAt, LastOutcome = before.LastOutcome };
            state.SaveSchedule(row);
            return Shown(kind, row, service.HostName);
        });
    }

    private VmSchedule Drop(VmSchedule schedule, ServiceRow service) => store.Write(Durability.Full, state =>
    {
        var before = state.Schedule(service.Id, NameOf(schedule.Kind));
        state.DeleteSchedules(service.Id, NameOf(schedule.Kind));
        // What the schedule rotated has a lifetime again.
        if (schedule.Kind == VmScheduleKind.Snapshot && state.Schedule(service.Id, OwnSnapshots.Expiry) is { } expiry)
            state.SaveSchedule(expiry with { NextAt = clock.GetUtcNow() });
        return (before is null ? schedule : Shown(schedule.Kind, before, service.HostName)) with { Times = new Dictionary<DayOfWeek, TimeOnly>(), HostName = service.HostName, NextAt = null };
    });

    private static string NameOf(VmScheduleKind kind) => kind == VmScheduleKind.Backup ? Backup : OwnSnapshots.Schedule;

    private static VmSchedule Shown(VmScheduleKind kind, ScheduleRow row, string hostName)
    {
        var schedule = new VmSchedule
        {
            ServiceId = row.ServiceId, Kind = kind, HostName = hostName, Times = WeeklyTimes.Read(row.Times), TimeZone = row.TimeZone,
            NextAt = row.NextAt, LastAt = row.LastAt, LastOutcome = row.LastOutcome,
        };
        if (kind == VmScheduleKind.Snapshot) return schedule with { WithMemory = Json.Read<SnapshotArguments>(row.Arguments, $"a schedule of service {row.ServiceId}").WithMemory };
        var backup = Json.Read<BackupArguments>(row.Arguments, $"a schedule of service {row.ServiceId}");
        return schedule with { Storage = backup.Storage, Mode = backup.Mode };
    }
}
