using System.Runtime.CompilerServices;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Snapshots, backups and their schedules.</summary>
internal sealed partial class FakeHost : IVmSnapshots, IVmBackups, IVmSchedules
{
    public List<ProvisionedVmSnapshot> SnapshotTable { get; } = [];
    public List<ProvisionedVmBackup> BackupTable { get; } = [];
    public List<VmSchedule> ScheduleTable { get; } = [];
    public NewVmSnapshot? LastSnapshot { get; private set; }
    public NewVmBackup? LastBackup { get; private set; }

    /// <summary>Trouble that looking at a service brings.</summary>
    public Dictionary<long, ProvisioningError> LookTrouble { get; } = [];

    public IVmSnapshots VmSnapshots => this;
    public IVmBackups VmBackups => this;
    public IVmSchedules VmSchedules => this;

    public FakeHost WithSnapshots(long service, params string[] names)
    {
        SnapshotTable.AddRange(names.Select(name => new ProvisionedVmSnapshot
        {
            ServiceId = service, HostName = "web" + service, VmId = (int)(100 + service), Name = name, Note = "a note", IsOurs = true, TakenAt = DateTimeOffset.UnixEpoch,
        }));
        return this;
    }

    public FakeHost WithBackups(long service, params string[] storages)
    {
        BackupTable.AddRange(storages.Select((storage, i) => new ProvisionedVmBackup
        {
            ServiceId = service, HostName = "web" + service, VmId = (int)(100 + service), Storage = storage, Volume = $"{storage}:backup/{service}-{i}", CreatedAt = DateTimeOffset.UnixEpoch, SizeBytes = 3L << 30,
        }));
        return this;
    }

    IAsyncEnumerable<ServerLook<ProvisionedVmSnapshot>> IVmSnapshots.FindAsync(IReadOnlyCollection<long>? serviceIds, CancellationToken cancellation) =>
        LooksAsync("VmSnapshots", SnapshotTable, s => s.ServiceId, serviceIds, cancellation);

    async Task<ProvisionedService> IVmSnapshots.CreateAsync(long id, NewVmSnapshot snapshot, CancellationToken cancellation)
    {
        LastSnapshot = snapshot;
        await CalledAsync($"VmSnapshots.Create {id}", cancellation);
        return Asked($"VmSnapshots.Created {id}", id);
    }

    async Task<ProvisionedService> IVmSnapshots.RestoreAsync(long id, string name, CancellationToken cancellation)
    {
        await CalledAsync($"VmSnapshots.Restore {id} {name}", cancellation);
        return Asked($"VmSnapshots.Restored {id}", id);
    }

    async Task<ProvisionedService> IVmSnapshots.RemoveAsync(long id, string name, CancellationToken cancellation)
    {
        await CalledAsync($"VmSnapshots.Remove {id} {name}", cancellation);
        return Asked($"VmSnapshots.Removed {id}", id);
    }

    IAsyncEnumerable<ServerLook<ProvisionedVmBackup>> IVmBackups.FindAsync(IReadOnlyCollection<long>? serviceIds, CancellationToken cancellation) =>
        LooksAsync("VmBackups", BackupTable, b => b.ServiceId, serviceIds, cancellation);

    async Task<ProvisionedService> IVmBackups.CreateAsync(long id, NewVmBackup backup, CancellationToken cancellation)
    {
        LastBackup = backup;
        await CalledAsync($"VmBackups.Create {id}", cancellation);
        return Asked($"VmBackups.Created {id}", id);
    }

    async Task<ProvisionedService> IVmBackups.RestoreAsync(long id, string volume, CancellationToken cancellation)
    {
        await CalledAsync($"VmBackups.Restore {id} {volume}", cancellation);
        return Asked($"VmBackups.Restored {id}", id);
    }

    async Task<ProvisionedService> IVmBackups.RemoveAsync(long id, string volume, CancellationToken cancellation)
    {
        await CalledAsync($"VmBackups.Remove {id} {volume}", cancellation);
        return Asked($"VmBackups.Removed {id}", id);
    }

    async Task IVmSnapshots.CheckCreateAsync(long id, NewVmSnapshot wanted, CancellationToken cancellation) => await CalledAsync($"VmSnapshots.CheckCreate {id} {wanted.Note}", cancellation);

    async Task IVmSnapshots.CheckRestoreAsync(long id, string name, CancellationToken cancellation) => await CalledAsync($"VmSnapshots.CheckRestore {id} {name}", cancellation);

    async Task IVmSnapshots.CheckRemoveAsync(long id, string name, CancellationToken cancellation) => await CalledAsync($"VmSnapshots.CheckRemove {id} {name}", cancellation);

    async Task IVmBackups.CheckCreateAsync(long id, NewVmBackup wanted, CancellationToken cancellation) => await CalledAsync($"VmBackups.CheckCreate {id} {wanted.Note}", cancellation);

    async Task IVmBackups.CheckRestoreAsync(long id, string volume, CancellationToken cancellation) => await CalledAsync($"VmBackups.CheckRestore {id} {volume}", cancellation);

    async Task IVmBackups.CheckRemoveAsync(long id, string volume, CancellationToken cancellation) => await CalledAsync($"VmBackups.CheckRemove {id} {volume}", cancellation);

    IEnumerable<VmSchedule> IVmSchedules.Find(VmScheduleKind kind, long? serviceId)
    {
        Called($"VmSchedules.Find {kind} {serviceId}");
        return ScheduleTable.Where(s => s.Kind == kind && (serviceId ?? s.ServiceId) == s.ServiceId);
    }

    VmSchedule IVmSchedules.Set(VmSchedule schedule)
    {
        Called($"VmSchedules.Update {schedule.ServiceId} {schedule.Kind}");
        ScheduleTable.Add(schedule);
        return schedule;
    }

    private async IAsyncEnumerable<ServerLook<T>> LooksAsync<T>(
        string what, List<T> table, Func<T, long> service, IReadOnlyCollection<long>? ids, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CalledAsync($"{what}.Find {(ids is null ? "all" : string.Join(',', ids))}", cancellation);
        foreach (var id in ids ?? [.. ServiceTable.Select(s => s.Id)])
            yield return new ServerLook<T>(id, [.. table.Where(t => service(t) == id)], LookTrouble.GetValueOrDefault(id));
    }
}
