using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Takes note of what a machine is like before it is put back: whether it runs, and which disk the package gave it.</summary>
internal sealed class RememberMachine(VmTools tools) : VmStep(tools, "remember_machine", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        // A try that was cut short has left it in another state than it had.
        if (pass.Data.Restoring is { } earlier) return StepResult.Skipped($"remembered before it was put back to {earlier}");
        var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
        if (LockedBy(config) is { } locked) return locked;
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        pass.ChangeData(data => data with { StartAfterChange = state.IsRunning, KeptDisk = DiskOf(pass, config) });
        return StepResult.Done($"{pass.Vm} {(state.IsRunning ? "runs" : "is off")}");
    }

    /// <summary>The volume of the package's disk, which a snapshot or a backup may not know.</summary>
    public static string? DiskOf(VmPass pass, Client.VmConfig config) =>
        pass.Package.AdditionalDisk.SizeGiB > 0 && config.SystemDisk is not null ? Disks.Additional(config)?.Volume : null;
}
