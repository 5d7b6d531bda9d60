using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A storage that can hold backups, as one node sees it.</summary>
/// <param name="Node">The node to ask.</param>
/// <param name="Storage">The storage.</param>
/// <param name="IsShared">Whether all nodes see the same content.</param>
internal sealed record BackupPlace(string Node, string Storage, bool IsShared);

/// <summary>A backup and where it was found.</summary>
internal sealed record FoundBackup(StoredBackup Backup, BackupPlace Place);

/// <summary>Where backups can be, and which of those there are a service's.</summary>
internal static class BackupPlaces
{
    /// <summary>Shared storages once, local ones on each node.</summary>
    /// <param name="api">The server.</param>
    /// <param name="unreadable">Told the node and a sentence for each local storage that can't be looked at because its node is not online.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<BackupPlace>> FindAsync(ProxmoxApi api, Action<string, string> unreadable, CancellationToken cancellation)
    {
        var resources = await api.GetResourcesAsync(cancellation).ConfigureAwait(false);
        var online = resources.Nodes.Where(node => node.IsOnline).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var places = new List<BackupPlace>();
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var storage in resources.Storages.Where(storage => storage.Content?.Split(',').Contains("backup") is true))
        {
            if (storage.IsShared && shared.Contains(storage.Storage)) continue;
            if (!online.Contains(storage.Node))
            {
                if (!storage.IsShared) unreadable(storage.Node, $"Backups on {storage.Storage} of {storage.Node} could not be looked for: the node is not online.");
                continue;
            }
            if (storage.IsShared) shared.Add(storage.Storage);
            places.Add(new BackupPlace(storage.Node, storage.Storage, storage.IsShared));
        }
        return places;
    }

    /// <summary>The backups of a service's machine on all storages, the oldest first.</summary>
    public static async Task<IReadOnlyList<FoundBackup>> ListAsync(VmPass pass, CancellationToken cancellation)
    {
        var found = new List<FoundBackup>();
        foreach (var place in await FindAsync(pass.Api, (_, text) => pass.Context.Note(text), cancellation).ConfigureAwait(false))
            foreach (var backup in await pass.Api.ListBackupsAsync(place.Node, place.Storage, pass.VmId, cancellation).ConfigureAwait(false))
                if (IsOf(backup, pass.VmId, pass.Service.CreatedAt)) found.Add(new FoundBackup(backup, place));
        return [.. found.OrderBy(one => one.Backup.CreatedAt).ThenBy(one => one.Backup.Volume, StringComparer.Ordinal)];
    }

    /// <summary>Whether a backup is of a machine that was ordered at a time: VMIDs are used again, and what is older is another machine's.</summary>
    public static bool IsOf(StoredBackup backup, int vmId, DateTimeOffset orderedAt) =>
        backup.VmId == vmId && backup.CreatedAt is { } at && at.ToUnixTimeSeconds() >= orderedAt.ToUnixTimeSeconds();

    /// <summary>Whether we made a backup for a service.</summary>
    public static bool IsOurs(StoredBackup backup, Guid store, long service) => BackupMark.In(backup.Notes) is { } mark && mark.IsOf(store, service);
}
