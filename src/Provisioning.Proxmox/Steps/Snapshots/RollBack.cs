using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Puts the machine back to a snapshot. The server stops it for that, and brings back the configuration of that day with the disks, so the
/// steps behind this one apply the package's values again. It keeps the notes, our mark with them, and calls disks unused that the snapshot
/// does not know.
/// </summary>
internal sealed class RollBack(VmTools tools) : VmStep(tools, "roll_back", null)
{
    private const string Type = "qmrollback";

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, asked) = (pass.Context, pass.Context.Unsettled);
        var name = pass.Arguments<SnapshotArguments>().Name ?? "";
        ThrowIfFailed(context.Ended);
        if (context.Ended is { Outcome: Engine.TaskOutcome.Succeeded or Engine.TaskOutcome.SucceededWithWarnings }) return RolledBack(pass, name);
        if (asked is not null && await TaskTrail.SinceAsync(pass, Type, asked, cancellation).ConfigureAwait(false) is { } task)
        {
            if (!task.IsEnded) return StepResult.Wait(task.Upid.ToString(), $"{pass.Vm} is being put back to {name}");
            if (task.IsSuccess) return RolledBack(pass, name);
            // Judged once: the next try is announced anew, and this task is known by then.
        }
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var snapshot = (await pass.Api.ListSnapshotsAsync(pass.Vm, cancellation).ConfigureAwait(false)).FirstOrDefault(one => one.Name == name) ?? throw NotFound(pass.Vm, name);
        // The password of that day comes back too. Stars do not tell which one it is; our mark does, and spares a machine with memory a stop.
        var password = OwnSnapshots.MarkOf(snapshot, context.StoreId, pass.Service.Id)?.Password ?? 0;
        pass.ChangeData(data => data with { Restoring = $"snapshot {name}", PasswordApplied = password });
        context.Announce($"{pass.Vm}: roll back to snapshot {name}", await TaskTrail.BeforeAsync(pass, Type, cancellation).ConfigureAwait(false));
        var begun = await pass.Api.RollBackAsync(pass.Vm, name, cancellation).ConfigureAwait(false);
        pass.Forget();
        return StepResult.Wait(begun.ToString(), $"putting {pass.Vm} back to snapshot {name}");
    }

    public static ProvisioningException NotFound(VmRef vm, string name) => new(ErrorIds.SnapshotNotFound, ErrorKind.NotFound,
        $"{vm} has no snapshot '{name}'; Get-ProvisionedVmSnapshot lists those there are.", name);

    private static StepResult RolledBack(VmPass pass, string name)
    {
        pass.Forget();
        pass.Context.Update(row => row with { RemoteStatus = null, RemoteLock = null });
        return StepResult.Done($"{pass.Vm} is back at snapshot {name}");
    }
}
