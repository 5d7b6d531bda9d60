using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <content>What lies on storages.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>The backups of a VMID on a storage, whichever machine had that VMID when they were made.</summary>
    public async Task<IReadOnlyList<StoredBackup>> ListBackupsAsync(string node, string storage, int vmId, CancellationToken cancellation) =>
        JsonReply.List(await GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"/nodes/{Segment(node)}/storage/{Segment(storage)}/content?content=backup&vmid={vmId}"),
            $"storage {storage} on {node}", cancellation).ConfigureAwait(false), StoredBackup.From);

    /// <summary>All backups on a storage.</summary>
    public async Task<IReadOnlyList<StoredBackup>> ListBackupsAsync(string node, string storage, CancellationToken cancellation) =>
        JsonReply.List(await GetAsync($"/nodes/{Segment(node)}/storage/{Segment(storage)}/content?content=backup", $"storage {storage} on {node}", cancellation).ConfigureAwait(false), StoredBackup.From);

    /// <summary>
    /// Backs a machine up. A node makes one backup after the other, so the task may wait for hours; a failure of the machine's backup ends it
    /// with <c>job errors</c>, and only its log says why.
    /// </summary>
    /// <param name="vm">The machine.</param>
    /// <param name="storage">Where the backup goes.</param>
    /// <param name="mode"><c>snapshot</c>, <c>suspend</c> or <c>stop</c>.</param>
    /// <param name="notes">One line of notes, taken literally but for <c>{{guestname}}</c> and its like.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Upid> BackUpAsync(VmRef vm, string storage, string mode, string notes, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, $"/nodes/{Segment(vm.Node)}/vzdump", new Form()
            .Add("vmid", vm.Id)
            .Add("storage", storage)
            .Add("mode", mode)
            .Add("compress", "zstd")
            .Add("remove", false)
            .Add("notes-template", notes.Replace(@"\", @"\\", StringComparison.Ordinal)), vm.ToString(), cancellation);

    /// <summary>Makes a machine out of a backup, in place of the one at its VMID when that is allowed.</summary>
    /// <param name="vm">The machine; it must be off.</param>
    /// <param name="archive">The backup's volume, on a storage that the node can reach.</param>
    /// <param name="overwrite">Whether a machine of this VMID may be there.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ProvisioningException">RemoteIdTaken, MachineLocked, OutcomeUnknown.</exception>
    public Task<Upid> RestoreAsync(VmRef vm, string archive, bool overwrite, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, $"/nodes/{Segment(vm.Node)}/qemu", new Form()
            .Add("vmid", vm.Id)
            .Add("archive", archive)
            .Add("force", overwrite ? true : null), vm.ToString(), cancellation);

    /// <summary>Removes a volume. One that is not there is no failure.</summary>
    /// <returns>The task; null when it was done before the server answered.</returns>
    public Task<Upid?> RemoveVolumeAsync(string node, string storage, string volume, CancellationToken cancellation) =>
        StartOptionalTaskAsync(HttpMethod.Delete, $"/nodes/{Segment(node)}/storage/{Segment(storage)}/content/{Segment(volume)}", new Form(), volume, cancellation);
}
