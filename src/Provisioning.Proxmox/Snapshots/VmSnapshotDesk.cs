using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Snapshots as faces ask for them: what can be refused at once is, with a look at the machine; the work is the tick's.</summary>
public sealed class VmSnapshotDesk : IVmSnapshots
{
    /// <summary>Looks at machines under way at a time, for all servers together; a node answers a few privileged calls at once.</summary>
    private const int LooksAtOnce = 8;

    private const int LongestNote = 1000;

    private readonly IStateStore _store;
    private readonly OperationRequests _requests;
    private readonly LiveMachines _live;
    private readonly DeliveredMachines _machines;

    /// <summary>A desk over a store and its driver.</summary>
    public VmSnapshotDesk(IStateStore store, ProxmoxDriver driver, OperationRequests requests)
    {
        (_store, _requests) = (store, requests);
        _live = new LiveMachines(store, driver.Servers);
        _machines = new DeliveredMachines(store);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ServerLook<ProvisionedVmSnapshot>> FindAsync(IReadOnlyCollection<long>? serviceIds, CancellationToken cancellation) =>
        _machines.LookAsync<ProvisionedVmSnapshot>(serviceIds, LooksAtOnce, LookAsync, cancellation);

    /// <inheritdoc/>
    public async Task<ProvisionedService> CreateAsync(long id, NewVmSnapshot snapshot, CancellationToken cancellation)
    {
        var (used, quota) = await RoomAsync(id, snapshot, cancellation).ConfigureAwait(false);
        var arguments = new SnapshotArguments { Name = snapshot.Name, Note = snapshot.Note, WithMemory = snapshot.WithMemory, Rotate = snapshot.Rotate };
        _requests.Request(id, VmOperations.TakeSnapshot, Json.Write(arguments), $"TakeSnapshot{(snapshot.Note is null ? "" : $": {snapshot.Note}")}",
            (state, _) => DemandRoom(state, id, VmOperations.TakeSnapshot, "snapshot", used, quota, snapshot.Rotate));
        return _machines.Show(id);
    }

    /// <inheritdoc/>
    public async Task CheckCreateAsync(long id, NewVmSnapshot snapshot, CancellationToken cancellation)
    {
        var (used, quota) = await RoomAsync(id, snapshot, cancellation).ConfigureAwait(false);
        _store.Read(state =>
        {
            DemandRoom(state, id, VmOperations.TakeSnapshot, "snapshot", used, quota, snapshot.Rotate);
            return used;
        });
    }

    /// <summary>How many of ours there are and how many there may be, once nothing else speaks against one more.</summary>
    private async Task<(int Used, int Quota)> RoomAsync(long id, NewVmSnapshot snapshot, CancellationToken cancellation)
    {
        var service = Demand(id, VmOperations.TakeSnapshot);
        if (snapshot.Name is { } wanted && !VmSnapshot.IsName(wanted))
            throw Refuse.Invalid($"A snapshot can't be called '{wanted}'; allowed: a letter, then letters, digits, - and _, 2 to 40 in all, and neither 'current' nor 'pending'.", wanted);
        if (snapshot.Note is { Length: > LongestNote }) throw Refuse.Invalid($"The note has {snapshot.Note.Length} characters; allowed are {LongestNote}.");
        var quota = PackageOf(_store, service).Snapshots;
        if (quota == 0) throw OwnSnapshots.QuotaReached("snapshot", id, 0).AsException();
        var used = 0;
        if (await SnapshotsAsync(service, cancellation).ConfigureAwait(false) is { } present)
        {
            if (present.Any(one => one.Name == snapshot.Name)) throw new ProvisioningException(
                ErrorIds.SnapshotExists, ErrorKind.Conflict, $"The machine of service {id} has a snapshot '{snapshot.Name}' already; give the new one another name.", snapshot.Name);
            used = OwnSnapshots.Among(present, _store.StoreId, id).Count;
        }
        return (used, quota);
    }

    /// <inheritdoc/>
    public Task<ProvisionedService> RestoreAsync(long id, string name, CancellationToken cancellation) => OnOneAsync(id, VmOperations.RestoreSnapshot, name, cancellation);

    /// <inheritdoc/>
    public Task<ProvisionedService> RemoveAsync(long id, string name, CancellationToken cancellation) => OnOneAsync(id, VmOperations.RemoveSnapshot, name, cancellation);

    /// <inheritdoc/>
    public Task CheckRestoreAsync(long id, string name, CancellationToken cancellation) => DemandOneAsync(id, VmOperations.RestoreSnapshot, name, cancellation);

    /// <inheritdoc/>
    public Task CheckRemoveAsync(long id, string name, CancellationToken cancellation) => DemandOneAsync(id, VmOperations.RemoveSnapshot, name, cancellation);

    /// <summary>Refuses what is one too many, what waits to be made included.</summary>
    internal static void DemandRoom(IStateReader state, long id, string operation, string what, int used, int quota, bool rotate)
    {
        if (rotate) return;
        var waiting = state.OperationPage(id, false, null, 0, int.MaxValue).Count(open => open.Name == operation && open.State != OperationState.Stopped);
        if (used + waiting >= quota) throw OwnSnapshots.QuotaReached(what, id, quota).AsException();
    }

    /// <summary>A service's package with its options in force.</summary>
    internal static VmPackage PackageOf(IStateStore store, ServiceRow service) =>
        store.Read(state => VmOptions.Apply(VmPackageCatalog.Get(state, service.Package), VmData.Of(service).Options));

    /// <summary>Whether a server's trouble lets a request be taken unchecked: the operation looks for itself when its turn comes.</summary>
    internal static bool MayWait(ProvisioningError error) => error.Retryable || error.Kind is ErrorKind.Unreachable or ErrorKind.Timeout;

    private async Task<ProvisionedService> OnOneAsync(long id, string operation, string name, CancellationToken cancellation)
    {
        await DemandOneAsync(id, operation, name, cancellation).ConfigureAwait(false);
        _requests.Request(id, operation, Json.Write(new SnapshotArguments { Name = name }), $"{operation}: {name}");
        return _machines.Show(id);
    }

    private async Task DemandOneAsync(long id, string operation, string name, CancellationToken cancellation)
    {
        var service = Demand(id, operation);
        if (await SnapshotsAsync(service, cancellation).ConfigureAwait(false) is { } present && present.All(snapshot => snapshot.Name != name))
            throw new ProvisioningException(ErrorIds.SnapshotNotFound, ErrorKind.NotFound,
                $"The machine of service {id} has no snapshot '{name}'; Get-ProvisionedVmSnapshot {id} lists those there are.", name);
    }

    /// <summary>The service, where the operation would be taken.</summary>
    private ServiceRow Demand(long id, string operation)
    {
        var service = _machines.Get(id);
        return _requests.WouldRefuse(id, operation) is { } refused ? throw refused.AsException() : service;
    }

    /// <summary>The machine's snapshots; null when its server can't be asked now.</summary>
    private async Task<IReadOnlyList<VmSnapshot>?> SnapshotsAsync(ServiceRow service, CancellationToken cancellation)
    {
        try
        {
            var machine = await _live.FindAsync(service, cancellation).ConfigureAwait(false);
            return await machine.Api.ListSnapshotsAsync(machine.Vm, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (MayWait(e.Error))
        {
            return null;
        }
    }

    private async Task<ServerLook<ProvisionedVmSnapshot>> LookAsync(ServiceRow service, CancellationToken cancellation)
    {
        var machine = await _live.FindAsync(service, cancellation).ConfigureAwait(false);
        var (snapshots, current) = await machine.Api.GetSnapshotsAsync(machine.Vm, cancellation).ConfigureAwait(false);
        var lifetime = _store.Read(state => OwnSnapshots.Lifetime(state, service.Id, VmOptions.Apply(VmPackageCatalog.Get(state, service.Package), VmData.Of(service).Options)));
        return new ServerLook<ProvisionedVmSnapshot>(service.Id,
        [
            .. snapshots.OrderBy(snapshot => snapshot.TakenAt ?? DateTimeOffset.MinValue).ThenBy(snapshot => snapshot.Name, StringComparer.Ordinal).Select(snapshot =>
            {
                var mark = OwnSnapshots.MarkOf(snapshot, _store.StoreId, service.Id);
                return new ProvisionedVmSnapshot
                {
                    ServiceId = service.Id, HostName = service.HostName, VmId = machine.Vm.Id, Name = snapshot.Name, Note = SnapshotMark.NoteIn(snapshot.Description),
                    TakenAt = snapshot.TakenAt, Parent = snapshot.Parent, IsCurrent = snapshot.Name == current, WithMemory = snapshot.WithMemory,
                    IsOurs = mark is not null, IsScheduled = mark is { IsScheduled: true }, ExpiresAt = mark is null ? null : snapshot.TakenAt + lifetime,
                };
            }),
        ]);
    }
}
