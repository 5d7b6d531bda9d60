using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Deletes the machine's backups on all storages. VMIDs are used again: a backup from before the service was ordered is of another machine
/// and stays.
/// </summary>
internal sealed class DeleteBackups(VmTools tools) : TerminationStep(tools, "delete_backups")
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, VmConfig? config, CancellationToken cancellation)
    {
        ThrowIfFailed(pass.Context.Ended);
        if (pass.Arguments<TerminateArguments>().KeepBackups) return StepResult.Skipped("backups are kept, as asked");
        if (pass.Service.RemoteId is null || (pass.Data.Machine == VmMachine.None && pass.Service.ReadyAt is null)) return StepResult.Skipped("there never was a machine");
        if (pass.Data.Left is { } left) return StepResult.Skipped($"backups of VM {pass.VmId} stay, they may be of {left}");
        foreach (var (node, storage) in await PlacesAsync(pass, cancellation).ConfigureAwait(false))
        {
            foreach (var backup in await pass.Api.ListBackupsAsync(node, storage, pass.VmId, cancellation).ConfigureAwait(false))
            {
                if (backup.VmId != pass.VmId || !IsOurs(pass, backup)) continue;
                if (backup.IsProtected)
                    throw new ProvisioningException(ErrorIds.ServerRefused, ErrorKind.Denied,
                        $"Backup {backup.Volume} is protected; take the protection off and let this go on, or terminate with -KeepBackups.", backup.Volume);
                pass.Context.Announce($"delete backup {backup.Volume}");
                if (await pass.Api.RemoveVolumeAsync(node, storage, backup.Volume, cancellation).ConfigureAwait(false) is { } task)
                    return StepResult.Wait(task.ToString(), $"deleting backup {backup.Volume}");
            }
        }
        return pass.Context.Unsettled is null ? StepResult.Skipped("there are no backups") : StepResult.Done("backups deleted");
    }

    private static bool IsOurs(VmPass pass, StoredBackup backup)
    {
        if (backup.CreatedAt is { } at && at.ToUnixTimeSeconds() >= pass.Service.CreatedAt.ToUnixTimeSeconds()) return true;
        pass.Context.Note(string.Create(CultureInfo.InvariantCulture,
            $"Backup {backup.Volume} ({backup.CreatedAt:yyyy-MM-dd HH:mm}) is older than service {pass.Service.Id}, so it is of another machine that had VMID {pass.VmId}; it stays."));
        return false;
    }

    /// <summary>Where backups can be: shared storages once, local ones on each node.</summary>
    private static async Task<IReadOnlyList<(string Node, string Storage)>> PlacesAsync(VmPass pass, CancellationToken cancellation)
    {
        var resources = await pass.Api.GetResourcesAsync(cancellation).ConfigureAwait(false);
        var online = resources.Nodes.Where(node => node.IsOnline).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var places = new List<(string Node, string Storage)>();
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var storage in resources.Storages.Where(storage => storage.Content?.Split(',').Contains("backup") is true))
        {
            if (storage.IsShared && shared.Contains(storage.Storage)) continue;
            if (!online.Contains(storage.Node))
            {
                if (!storage.IsShared) pass.Context.Note($"Backups on {storage.Storage} of {storage.Node} could not be looked for: the node is not online.");
                continue;
            }
            if (storage.IsShared) shared.Add(storage.Storage);
            places.Add((storage.Node, storage.Storage));
        }
        return places;
    }
}
