using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A disk that has to grow.</summary>
/// <param name="Slot">The disk.</param>
/// <param name="Size">Its new size.</param>
internal sealed record Growth(string Slot, DiskSize Size);

/// <summary>
/// A step that enlarges a disk. Sizes are absolute, so a repeated request does nothing. No disk shrinks: the server can't, and the rest of
/// the work goes on without it.
/// </summary>
internal abstract class ResizeStep(VmTools tools, string name, string? completes) : VmStep(tools, name, completes)
{
    /// <summary>The disk, and the size it is wanted to have in GiB; null when there is nothing to size.</summary>
    protected abstract (DriveSpec? Disk, int SizeGiB) Target(VmConfig config, VmWanted wanted);

    /// <summary>The disk and its wanted size, for whoever only looks.</summary>
    public (DriveSpec? Disk, int SizeGiB) Aim(VmConfig config, VmWanted wanted) => Target(config, wanted);

    /// <summary>What has to grow; null when nothing does.</summary>
    /// <exception cref="ProvisioningException">NoSystemDisk.</exception>
    public Growth? Want(VmConfig config, VmWanted wanted)
    {
        var (disk, gib) = Target(config, wanted);
        if (disk is null || gib == 0) return null;
        var size = DiskSize.FromGiB(gib);
        return disk.Size is { } now && now >= size ? null : new Growth(disk.Slot, size);
    }

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, wanted) = (pass.Context, pass.Wanted);
        if (context.Ended is { Outcome: Engine.TaskOutcome.Failed } end)
        {
            var error = ErrorOf(end);
            // Only a disk whose size the configuration does not tell gets this far.
            return error.Id == ErrorIds.ParametersRefused ? StepResult.LeftOut(ErrorIds.ShrinkRefused, "shrink not allowed by Proxmox") : StepResult.Failed(error);
        }
        // The size in a copy that our own change made stale is as good: no other step changes sizes.
        var config = context.Unsettled is null ? await pass.KnownConfigAsync(cancellation).ConfigureAwait(false) : await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
        if (LockedBy(config) is { } locked) return locked;
        if (Want(config, wanted) is not { } growth)
            return context.Unsettled is { } done ? StepResult.Done(done.What) : Nothing(config, wanted);
        context.Announce($"{pass.Vm}: grow {growth.Slot} to {growth.Size}");
        var task = await pass.Api.ResizeAsync(pass.Vm, growth.Slot, growth.Size, cancellation).ConfigureAwait(false);
        pass.Forget();
        return task is null ? StepResult.Done($"{growth.Slot} grown to {growth.Size}") : StepResult.Wait(task.ToString(), $"growing {growth.Slot} of {pass.Vm}");
    }

    private StepResult Nothing(VmConfig config, VmWanted wanted)
    {
        var (disk, gib) = Target(config, wanted);
        if (disk is null) return StepResult.Skipped("the package has no additional disk");
        if (gib == 0) return StepResult.Skipped($"{disk.Slot} keeps its size");
        return disk.Size is { } now && now > DiskSize.FromGiB(gib)
            ? StepResult.LeftOut(ErrorIds.ShrinkRefused, $"shrink not allowed by Proxmox: {disk.Slot} has {now}, {gib}G is wanted")
            : StepResult.Skipped($"{disk.Slot} has {gib}G already");
    }
}
