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

    /// <summary>Removes a volume. One that is not there is no failure.</summary>
    /// <returns>The task; null when it was done before the server answered.</returns>
    public Task<Upid?> RemoveVolumeAsync(string node, string storage, string volume, CancellationToken cancellation) =>
        StartOptionalTaskAsync(HttpMethod.Delete, $"/nodes/{Segment(node)}/storage/{Segment(storage)}/content/{Segment(volume)}", new Form(), volume, cancellation);
}
