using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Sees to it that one more backup may be made: that the package allows any, that the day of a scheduled one has none yet, and that the quota
/// is not reached; then the oldest of ours go, if that was asked for. Protected ones count and stay.
/// </summary>
internal sealed class MakeBackupRoom(VmTools tools) : VmStep(tools, "make_backup_room", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, arguments, quota) = (pass.Context, pass.Arguments<BackupArguments>(), pass.Package.Backups);
        ThrowIfFailed(context.Ended);
        if (quota == 0) return Refused(OwnSnapshots.QuotaReached("backup", pass.Service.Id, 0));
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var ours = (await BackupPlaces.ListAsync(pass, cancellation).ConfigureAwait(false)).Where(found => BackupPlaces.IsOurs(found.Backup, context.StoreId, pass.Service.Id)).ToList();
        if (arguments.IsScheduled && ours.Any(found => MakeSnapshotRoom.IsOfDay(found.Backup.CreatedAt, arguments)))
            return MakeSnapshotRoom.SkippedRun(pass, $"there is one of {arguments.ScheduledFor} already");
        if (ours.Count < quota) return context.Unsettled is null ? StepResult.Skipped($"{ours.Count} of {quota} in use") : StepResult.Done("oldest backups removed");
        if (!arguments.Rotate) return Refused(OwnSnapshots.QuotaReached("backup", pass.Service.Id, quota));
        if (ours.FirstOrDefault(found => !found.Backup.IsProtected) is not { } oldest)
            return Refused(new ProvisioningError(ErrorIds.QuotaReached, ErrorKind.Quota,
                $"All {ours.Count} backup(s) of service {pass.Service.Id} are protected, so none can make room; take the protection off one of them."));
        return await RemoveBackup.BeginAsync(pass, oldest, cancellation).ConfigureAwait(false) ?? StepResult.Later(Tools.Times.StartLook, "whether there is room now");

        StepResult Refused(ProvisioningError error) => arguments.IsScheduled ? MakeSnapshotRoom.SkippedRun(pass, error.Message) : StepResult.Failed(error);
    }
}
