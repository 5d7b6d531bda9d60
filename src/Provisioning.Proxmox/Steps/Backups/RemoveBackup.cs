using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Removes one backup. One that is gone already is as it should be; one of another machine that had the VMID is none of ours.</summary>
internal sealed class RemoveBackup(VmTools tools) : VmStep(tools, "remove_backup", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        ThrowIfFailed(pass.Context.Ended);
        var remains = await Remains.FindAsync(pass, cancellation).ConfigureAwait(false);
        if (remains.Wait is { } wait) return wait;
        if (remains.Config is { } config && LockedBy(config) is { } locked) return locked;
        var volume = pass.Arguments<BackupArguments>().Volume ?? "";
        if ((await BackupPlaces.ListAsync(pass, cancellation).ConfigureAwait(false)).FirstOrDefault(found => found.Backup.Volume == volume) is { } there
            && await BeginAsync(pass, there, cancellation).ConfigureAwait(false) is { } waiting) return waiting;
        return pass.Context.Unsettled is null ? StepResult.Skipped($"there is no backup {volume}") : StepResult.Done($"backup {volume} removed");
    }

    /// <summary>Begins to remove a backup; null when it is gone at once.</summary>
    /// <exception cref="ProvisioningException">ServerRefused: it is protected.</exception>
    public static async ValueTask<StepResult?> BeginAsync(VmPass pass, FoundBackup found, CancellationToken cancellation)
    {
        var (backup, place) = found;
        if (backup.IsProtected)
            throw new ProvisioningException(ErrorIds.ServerRefused, ErrorKind.Denied, $"Backup {backup.Volume} is protected; take the protection off on the server if it really is to go.", backup.Volume);
        pass.Context.Announce($"delete backup {backup.Volume}");
        var task = await pass.Api.RemoveVolumeAsync(place.Node, place.Storage, backup.Volume, cancellation).ConfigureAwait(false);
        return task is null ? null : StepResult.Wait(task.ToString(), $"deleting backup {backup.Volume}");
    }
}
