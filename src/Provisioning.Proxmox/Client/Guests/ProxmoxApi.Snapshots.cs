namespace Provisioning.Proxmox.Client;

/// <content>Snapshots.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>A machine's snapshots; the present state, which the server lists among them, is left out.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public async Task<IReadOnlyList<VmSnapshot>> ListSnapshotsAsync(VmRef vm, CancellationToken cancellation) =>
        (await GetSnapshotsAsync(vm, cancellation).ConfigureAwait(false)).Snapshots;

    /// <summary>The same, with the name of the snapshot that the present state was built on; null when there is none.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public async Task<(IReadOnlyList<VmSnapshot> Snapshots, string? Current)> GetSnapshotsAsync(VmRef vm, CancellationToken cancellation)
    {
        var listed = JsonReply.List(await GetAsync(VmPath(vm, "/snapshot"), vm.ToString(), cancellation).ConfigureAwait(false), VmSnapshot.From);
        return ([.. listed.Where(snapshot => snapshot.Name != VmSnapshot.Present)], listed.FirstOrDefault(snapshot => snapshot.Name == VmSnapshot.Present)?.Parent);
    }

    /// <summary>Takes a snapshot. What goes wrong, a name that is taken included, is the task's result.</summary>
    /// <param name="vm">The machine.</param>
    /// <param name="name">Its name; see <see cref="VmSnapshot.IsName"/>.</param>
    /// <param name="description">Words for people; several lines are fine.</param>
    /// <param name="withMemory">Keeps the memory of a running machine too.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Upid> TakeSnapshotAsync(VmRef vm, string name, string? description, bool withMemory, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, VmPath(vm, "/snapshot"), new Form()
            .Add("snapname", name)
            .Add("description", description)
            .Add("vmstate", withMemory ? true : null), vm.ToString(), cancellation);

    /// <summary>
    /// Puts a machine back to a snapshot, its configuration included; one that runs is stopped the hard way, and one with memory runs
    /// afterwards. What goes wrong, an unknown name included, is the task's result.
    /// </summary>
    public Task<Upid> RollBackAsync(VmRef vm, string name, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, VmPath(vm, $"/snapshot/{Segment(name)}/rollback"), new Form(), vm.ToString(), cancellation);

    /// <summary>Removes a snapshot. What goes wrong, an unknown name included, is the task's result.</summary>
    public Task<Upid> RemoveSnapshotAsync(VmRef vm, string name, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Delete, VmPath(vm, "/snapshot/" + Segment(name)), new Form(), vm.ToString(), cancellation);
}
