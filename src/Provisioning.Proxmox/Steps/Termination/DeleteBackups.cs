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
        foreach (var (node, storage, _) in await BackupPlaces.FindAsync(pass.Api, (_, text) => pass.Context.Note(text), cancellation).ConfigureAwait(false))
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
        if (BackupPlaces.IsOf(backup, pass.VmId, pass.Service.CreatedAt)) return true;
        pass.Context.Note(string.Create(CultureInfo.InvariantCulture,
            $"Backup {backup.Volume} ({backup.CreatedAt:yyyy-MM-dd HH:mm}) is older than service {pass.Service.Id}, so it is of another machine that had VMID {pass.VmId}; it stays."));
        return false;
    }
}
