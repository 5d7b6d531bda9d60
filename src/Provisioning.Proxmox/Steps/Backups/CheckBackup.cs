using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Makes sure, before anything is taken apart, that the backup is there, is of this service's machine and lies where the machine's node can
/// read it. The machine itself may be missing.
/// </summary>
internal sealed class CheckBackup(VmTools tools) : VmStep(tools, "check_backup", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var remains = await Remains.FindAsync(pass, cancellation).ConfigureAwait(false);
        if (remains.Wait is { } wait) return wait;
        if (remains.Config is { } present && LockedBy(present) is { } locked) return locked;
        var volume = pass.Arguments<BackupArguments>().Volume ?? "";
        var found = (await BackupPlaces.ListAsync(pass, cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Backup.Volume == volume) ?? throw NotFound(pass.Service, volume);
        if (!found.Place.IsShared && found.Place.Node != pass.Vm.Node)
            throw new ProvisioningException(ErrorIds.BackupNotFound, ErrorKind.NotFound,
                $"Backup {volume} lies on {found.Place.Node}'s own storage, and {pass.Vm} can't reach it; move the machine there, or copy the backup to a shared storage.", volume);
        // A try that was cut short has left another machine than there was.
        if (pass.Data.Restoring is null) pass.ChangeData(data => data with { KeptDisk = remains.Config is { } config ? RememberMachine.DiskOf(pass, config) : null });
        return StepResult.Done($"backup {volume} of {found.Backup.CreatedAt:yyyy-MM-dd HH:mm} UTC is there");
    }

    public static ProvisioningException NotFound(ServiceRow service, string volume) => new(ErrorIds.BackupNotFound, ErrorKind.NotFound,
        $"Service {service.Id} has no backup '{volume}'; Get-ProvisionedVmBackup lists those there are. Backups from before it was ordered are another machine's.", volume);
}
