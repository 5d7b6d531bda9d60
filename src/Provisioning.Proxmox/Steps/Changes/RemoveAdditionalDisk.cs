using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Removes the additional disk when the change takes it away. Snapshots hold on to the disk, so they go first.</summary>
internal sealed class RemoveAdditionalDisk(VmTools tools) : VmStep(tools, "remove_additional_disk", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        if (!pass.Data.DropAdditionalDisk) return StepResult.Skipped("no disk is to go");
        ThrowIfFailed(pass.Context.Ended);
        var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
        if (LockedBy(config) is { } locked) return locked;
        var (disk, asked) = (Disks.Additional(config), pass.Context.Unsettled);
        // Behind the announced one there may be another disk, which was never meant.
        if (disk is null || (asked?.Payload is { } announced && announced != disk.Volume))
        {
            pass.ChangeData(data => data with { DropAdditionalDisk = false });
            return asked is null ? StepResult.Skipped("there is no additional disk") : StepResult.Done("additional_disk_deleted: " + asked.What);
        }
        if (await DeleteSnapshots.RemoveOneAsync(pass, cancellation).ConfigureAwait(false) is { } waiting) return waiting;
        pass.Context.Announce($"{pass.Vm}: delete {disk.Slot} ({disk.Volume})", disk.Volume);
        try
        {
            await pass.Api.UnlinkAsync(pass.Vm, [disk.Slot], destroy: true, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ParametersRefused && e.Error.Message.Contains("still in use (snapshot?)", StringComparison.Ordinal))
        {
            pass.Forget();
            return StepResult.Later(Tools.Times.LockLook, $"{disk.Slot} of {pass.Vm} is held by a snapshot that was taken meanwhile");
        }
        pass.Forget();
        pass.ChangeData(data => data with { DropAdditionalDisk = false });
        return StepResult.Done($"additional_disk_deleted: {disk.Slot} ({disk.Volume})");
    }
}
