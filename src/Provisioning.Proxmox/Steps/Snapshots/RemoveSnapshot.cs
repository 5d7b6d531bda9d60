using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Removes one snapshot. One that is gone already is as it should be.</summary>
internal sealed class RemoveSnapshot(VmTools tools) : VmStep(tools, "remove_snapshot", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var name = pass.Arguments<SnapshotArguments>().Name ?? "";
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        if ((await pass.Api.ListSnapshotsAsync(pass.Vm, cancellation).ConfigureAwait(false)).All(snapshot => snapshot.Name != name))
            return pass.Context.Unsettled is null ? StepResult.Skipped($"{pass.Vm} has no snapshot {name}") : StepResult.Done($"snapshot {name} of {pass.Vm} removed");
        ThrowIfFailed(pass.Context.Ended);
        return await BeginAsync(pass, name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Begins to remove a snapshot that is there, unless a task is at it already.</summary>
    public static async ValueTask<StepResult> BeginAsync(VmPass pass, string name, CancellationToken cancellation)
    {
        if (pass.Context.Unsettled is not null && await pass.RunningTaskAsync(["qmdelsnapshot"], cancellation).ConfigureAwait(false) is { } running)
            return StepResult.Wait(running.ToString(), $"deleting a snapshot of {pass.Vm}");
        pass.Context.Announce($"{pass.Vm}: delete snapshot {name}");
        var task = await pass.Api.RemoveSnapshotAsync(pass.Vm, name, cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"deleting snapshot {name} of {pass.Vm}");
    }
}
