using System.Collections.Concurrent;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Backups as faces ask for them: what can be refused at once is, with a look at the storages; the work is the tick's.</summary>
public sealed class VmBackupDesk : IVmBackups
{
    private const int LooksAtOnce = 4;

    /// <summary>From this many services on, a storage is listed once instead of once for each.</summary>
    private const int Many = 4;

    private const int LongestNote = 200;

    private readonly IStateStore _store;
    private readonly OperationRequests _requests;
    private readonly ProxmoxServers _servers;
    private readonly LiveMachines _live;
    private readonly DeliveredMachines _machines;

    /// <summary>A desk over a store and its driver.</summary>
    public VmBackupDesk(IStateStore store, ProxmoxDriver driver, OperationRequests requests)
    {
        (_store, _requests, _servers) = (store, requests, driver.Servers);
        _live = new LiveMachines(store, driver.Servers);
        _machines = new DeliveredMachines(store);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ServerLook<ProvisionedVmBackup>> FindAsync(IReadOnlyCollection<long>? serviceIds, CancellationToken cancellation)
    {
        var looks = new Looks(_servers, serviceIds is null || serviceIds.Count >= Many, cancellation);
        return _machines.LookAsync(serviceIds, LooksAtOnce, (service, _) => LookAsync(looks, service), cancellation);
    }

    /// <inheritdoc/>
    public async Task<ProvisionedService> CreateAsync(long id, NewVmBackup backup, CancellationToken cancellation)
    {
        var (used, quota) = await RoomAsync(id, backup, cancellation).ConfigureAwait(false);
        var arguments = new BackupArguments { Note = backup.Note, Storage = backup.Storage, Mode = backup.Mode, Rotate = backup.Rotate };
        _requests.Request(id, VmOperations.CreateBackup, Json.Write(arguments), $"CreateBackup{(backup.Note is null ? "" : $": {backup.Note}")}",
            (state, _) => VmSnapshotDesk.DemandRoom(state, id, VmOperations.CreateBackup, "backup", used, quota, backup.Rotate));
        return _machines.Show(id);
    }

    /// <inheritdoc/>
    public async Task CheckCreateAsync(long id, NewVmBackup backup, CancellationToken cancellation)
    {
        var (used, quota) = await RoomAsync(id, backup, cancellation).ConfigureAwait(false);
        _store.Read(state =>
        {
            VmSnapshotDesk.DemandRoom(state, id, VmOperations.CreateBackup, "backup", used, quota, backup.Rotate);
            return used;
        });
    }

    /// <summary>How many of ours there are and how many there may be, once nothing else speaks against one more.</summary>
    private async Task<(int Used, int Quota)> RoomAsync(long id, NewVmBackup backup, CancellationToken cancellation)
    {
        var service = Demand(id, VmOperations.CreateBackup);
        if (backup.Note is { } note && (note.Length > LongestNote || !Words.IsOneLine(note))) throw Refuse.Invalid($"A backup's note is one line of at most {LongestNote} characters.");
        DemandStorage(backup.Storage);
        var package = VmSnapshotDesk.PackageOf(_store, service);
        if (package.Backups == 0) throw OwnSnapshots.QuotaReached("backup", id, 0).AsException();
        var used = 0;
        try
        {
            // Reads the machine as well: one that is missing, or somebody else's, must not be found out in the tick.
            var machine = await _live.FindAsync(service, cancellation).ConfigureAwait(false);
            MakeBackup.Choose(backup.Storage ?? package.BackupStorage,
                [.. (await machine.Api.ListStoragesAsync(machine.Vm.Node, cancellation).ConfigureAwait(false)).Where(storage => storage.Content?.Split(',').Contains("backup") is true).Select(storage => storage.Storage)],
                machine.Vm.Node);
            used = (await new Looks(_servers, false, cancellation).OfAsync(service).ConfigureAwait(false)).Count(found => BackupPlaces.IsOurs(found.Backup, _store.StoreId, id));
        }
        catch (ProvisioningException e) when (VmSnapshotDesk.MayWait(e.Error))
        {
            // The operation looks when its turn comes.
        }
        return (used, package.Backups);
    }

    /// <inheritdoc/>
    public Task<ProvisionedService> RestoreAsync(long id, string volume, CancellationToken cancellation) => OnOneAsync(id, VmOperations.RestoreBackup, volume, cancellation);

    /// <inheritdoc/>
    public Task<ProvisionedService> RemoveAsync(long id, string volume, CancellationToken cancellation) => OnOneAsync(id, VmOperations.RemoveBackup, volume, cancellation);

    /// <inheritdoc/>
    public Task CheckRestoreAsync(long id, string volume, CancellationToken cancellation) => DemandOneAsync(id, VmOperations.RestoreBackup, volume, cancellation);

    /// <inheritdoc/>
    public Task CheckRemoveAsync(long id, string volume, CancellationToken cancellation) => DemandOneAsync(id, VmOperations.RemoveBackup, volume, cancellation);

    /// <summary>Refuses what can't be a storage's name.</summary>
    internal static void DemandStorage(string? storage)
    {
        if (storage is not null && !Words.IsStorage(storage)) throw Refuse.Invalid($"A storage can't be called '{storage}'; allowed: letters, digits and . _ - beginning with a letter.", storage);
    }

    private async Task<ProvisionedService> OnOneAsync(long id, string operation, string volume, CancellationToken cancellation)
    {
        await DemandOneAsync(id, operation, volume, cancellation).ConfigureAwait(false);
        _requests.Request(id, operation, Json.Write(new BackupArguments { Volume = volume }), $"{operation}: {volume}");
        return _machines.Show(id);
    }

    private async Task DemandOneAsync(long id, string operation, string volume, CancellationToken cancellation)
    {
        var service = Demand(id, operation);
        try
        {
            if ((await new Looks(_servers, false, cancellation).OfAsync(service).ConfigureAwait(false)).All(found => found.Backup.Volume != volume)) throw CheckBackup.NotFound(service, volume);
        }
        catch (ProvisioningException e) when (VmSnapshotDesk.MayWait(e.Error))
        {
            // The operation looks when its turn comes.
        }
    }

    private ServiceRow Demand(long id, string operation)
    {
        var service = _machines.Get(id);
        return _requests.WouldRefuse(id, operation) is { } refused ? throw refused.AsException() : service;
    }

    private async Task<ServerLook<ProvisionedVmBackup>> LookAsync(Looks looks, ServiceRow service)
    {
        var found = await looks.OfAsync(service).ConfigureAwait(false);
        return new ServerLook<ProvisionedVmBackup>(service.Id, [.. found.Select(one => Shown(service, one))], looks.TroubleOf(service));
    }

    private ProvisionedVmBackup Shown(ServiceRow service, FoundBackup found)
    {
        var ours = BackupPlaces.IsOurs(found.Backup, _store.StoreId, service.Id);
        return new ProvisionedVmBackup
        {
            ServiceId = service.Id, HostName = service.HostName, VmId = found.Backup.VmId, Volume = found.Backup.Volume, Storage = found.Place.Storage,
            Node = found.Place.IsShared ? null : found.Place.Node, CreatedAt = found.Backup.CreatedAt!.Value, SizeBytes = found.Backup.SizeBytes,
            Note = BackupMark.NoteIn(found.Backup.Notes), IsOurs = ours, IsScheduled = ours && BackupMark.In(found.Backup.Notes) is { IsScheduled: true },
            IsProtected = found.Backup.IsProtected,
        };
    }

    /// <summary>The storages of servers as one question sees them: places once, and with many services the backups once, too.</summary>
    private sealed class Looks(ProxmoxServers servers, bool wholeStorages, CancellationToken cancellation)
    {
        private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<BackupPlace>>>> _places = new(StringComparer.OrdinalIgnoreCase);
        private readonly ConcurrentDictionary<(string Server, BackupPlace Place), Lazy<Task<ILookup<int, StoredBackup>?>>> _whole = new();
        private readonly ConcurrentDictionary<string, string> _trouble = new(StringComparer.OrdinalIgnoreCase);

        public async Task<IReadOnlyList<FoundBackup>> OfAsync(ServiceRow service)
        {
            var (id, api, found) = (LiveMachines.VmIdOf(service), servers.Open(service.Server).Api, new List<FoundBackup>());
            foreach (var place in await PlacesAsync(service.Server, api).ConfigureAwait(false))
                foreach (var backup in await BackupsAsync(service.Server, api, place, id).ConfigureAwait(false))
                    if (BackupPlaces.IsOf(backup, id, service.CreatedAt)) found.Add(new FoundBackup(backup, place));
            return [.. found.OrderBy(one => one.Backup.CreatedAt).ThenBy(one => one.Backup.Volume, StringComparer.Ordinal)];
        }

        /// <summary>What could not be looked at and may hold backups of this service: its own node's storages.</summary>
        public ProvisioningError? TroubleOf(ServiceRow service) => service.Node is { } node && _trouble.TryGetValue($"{service.Server}/{node}", out var text)
            ? new ProvisioningError(ErrorIds.NodeUnreachable, ErrorKind.Unreachable, text, service.RemoteId, Retryable: true)
            : null;

        private Task<IReadOnlyList<BackupPlace>> PlacesAsync(string server, ProxmoxApi api) => 
            _places.GetOrAdd(server, _ => new(() => BackupPlaces.FindAsync(api, (node, text) => _trouble[$"{server}/{node}"] = text, cancellation))).Value;

        private async Task<IEnumerable<StoredBackup>> BackupsAsync(string server, ProxmoxApi api, BackupPlace place, int vmId)
        {
            if (wholeStorages && await WholeAsync(server, api, place).ConfigureAwait(false) is { } all) return all[vmId];
            return await api.ListBackupsAsync(place.Node, place.Storage, vmId, cancellation).ConfigureAwait(false);
        }

        /// <summary>Everything on a storage; null when that is more than one answer holds.</summary>
        private Task<ILookup<int, StoredBackup>?> WholeAsync(string server, ProxmoxApi api, BackupPlace place) => _whole.GetOrAdd((server, place), _ => new(async () =>
        {
            try
            {
                return (await api.ListBackupsAsync(place.Node, place.Storage, cancellation).ConfigureAwait(false)).ToLookup(backup => backup.VmId);
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ReplyTooLarge)
            {
                return null;
            }
        })).Value;
    }
}
