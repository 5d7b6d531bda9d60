namespace Provisioning.Proxmox.Client;

/// <content>Snapshots.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>A machine's snapshots; the present state, which the server lists among them, is left out.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public async Task<IReadOnlyList<VmSnapshot>> ListSnapshotsAsync(VmRef vm, CancellationToken cancellation) =>
        [.. JsonReply.List(await GetAsync(VmPath(vm, "/snapshot"), vm.ToString(), cancellation).ConfigureAwait(false), VmSnapshot.From).Where(snapshot => snapshot.Name != "current")];

    /// <summary>Removes a snapshot. What goes wrong, an unknown name included, is the task's result.</summary>
    public Task<Upid> RemoveSnapshotAsync(VmRef vm, string name, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Delete, VmPath(vm, "/snapshot/" + Segment(name)), new Form(), vm.ToString(), cancellation);
}
