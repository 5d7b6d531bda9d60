using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Deletes the machine's snapshots, one after the other.</summary>
internal sealed class DeleteSnapshots(VmTools tools) : TerminationStep(tools, "delete_snapshots")
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, VmConfig? config, CancellationToken cancellation)
    {
        ThrowIfFailed(pass.Context.Ended);
        if (config is null) return StepResult.Skipped("the machine is gone");
        if (await RemoveOneAsync(pass, cancellation).ConfigureAwait(false) is { } waiting) return waiting;
        return pass.Context.Unsettled is null ? StepResult.Skipped("there are no snapshots") : StepResult.Done("snapshots deleted");
    }

    /// <summary>Begins to remove one snapshot, the youngest of a branch first; null when there is none left.</summary>
    public static async ValueTask<StepResult?> RemoveOneAsync(VmPass pass, CancellationToken cancellation)
    {
        var snapshots = await pass.Api.ListSnapshotsAsync(pass.Vm, cancellation).ConfigureAwait(false);
        if (snapshots.Count == 0) return null;
        if (pass.Context.Unsettled is not null && await pass.RunningTaskAsync(["qmdelsnapshot"], cancellation).ConfigureAwait(false) is { } running)
            return StepResult.Wait(running.ToString(), $"deleting a snapshot of {pass.Vm}");
        var parents = snapshots.Select(snapshot => snapshot.Parent).ToHashSet(StringComparer.Ordinal);
        var last = snapshots.FirstOrDefault(snapshot => !parents.Contains(snapshot.Name)) ?? snapshots[^1];
        pass.Context.Announce($"{pass.Vm}: delete snapshot {last.Name}", pass.Context.Unsettled?.Payload);
        var task = await pass.Api.RemoveSnapshotAsync(pass.Vm, last.Name, cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"deleting snapshot {last.Name} of {pass.Vm}");
    }
}
