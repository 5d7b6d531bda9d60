using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Replaces the machine by its backup. What is there is only overwritten when it was seen to be ours in this very run; where nothing is, the
/// server is not allowed to overwrite. A restore that fails may leave a machine without disks, which only another restore, a reinstallation
/// or a termination ends: the service stays in <c>restore</c> until then.
/// </summary>
internal sealed class RestoreBackup(VmTools tools) : VmStep(tools, "restore_backup", null)
{
    private const string Type = "qmrestore";

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, asked) = (pass.Context, pass.Context.Unsettled);
        var volume = pass.Arguments<BackupArguments>().Volume ?? "";
        // A machine that somebody has started meanwhile was stopped here: that task's end is not the restore's.
        if (context.Ended is { } end && Upid.TryParse(end.Task, out var upid) && upid!.Type == Type)
        {
            if (end.Outcome == Engine.TaskOutcome.Failed) return Failed(pass, ErrorOf(end));
            if (end.Outcome != Engine.TaskOutcome.Unknown) return Restored(pass, volume);
        }
        else
        {
            ThrowIfFailed(context.Ended);
        }
        if (asked is not null && await TaskTrail.SinceAsync(pass, Type, asked, cancellation).ConfigureAwait(false) is { } task)
        {
            if (!task.IsEnded) return StepResult.Wait(task.Upid.ToString(), $"{pass.Vm} is being restored");
            if (task.IsSuccess) return Restored(pass, volume);
        }
        var remains = await Remains.FindAsync(pass, cancellation).ConfigureAwait(false);
        if (remains.Wait is { } wait) return wait;
        if (remains.Config is { } config)
        {
            if (LockedBy(config) is { } locked) return locked;
            var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
            pass.Saw(state);
            if (state.IsRunning)
            {
                context.Announce($"{pass.Vm}: stop, it runs again", await TaskTrail.BeforeAsync(pass, Type, cancellation).ConfigureAwait(false));
                return StepResult.Wait((await pass.Api.StopAsync(pass.Vm, overruleShutdown: false, cancellation).ConfigureAwait(false)).ToString(), $"stopping {pass.Vm}");
            }
        }
        // The password of that day comes back too; stars do not tell which one it is.
        pass.ChangeData(data => data with { Restoring = $"backup {volume}", StartAfterChange = true, PasswordApplied = 0 });
        context.Announce($"{pass.Vm}: restore {volume}", await TaskTrail.BeforeAsync(pass, Type, cancellation).ConfigureAwait(false));
        try
        {
            var begun = await pass.Api.RestoreAsync(pass.Vm, volume, overwrite: remains.Config is not null, cancellation).ConfigureAwait(false);
            return StepResult.Wait(begun.ToString(), $"restoring {pass.Vm} from {volume}");
        }
        catch (ProvisioningException e) when (e.Error.Id is not (ErrorIds.MachineLocked or ErrorIds.LeaseLost))
        {
            return Failed(pass, e.Error);
        }
        finally
        {
            pass.Forget();
        }
    }

    private static StepResult Failed(VmPass pass, ProvisioningError error)
    {
        if (error.Id == ErrorIds.MachineLocked) throw error.AsException();
        return StepResult.Failed(error with
        {
            Message = $"{error.Message} {pass.Vm} is off, and may be without its disks, until a restore succeeds: mend what is wrong and let this go on (Invoke-ProvisioningTick -ServiceId {pass.Service.Id}), or restore another backup.",
        });
    }

    private static StepResult Restored(VmPass pass, string volume)
    {
        pass.Forget();
        pass.Context.Update(row => row with { RemoteStatus = RemoteStatus.Stopped, RemoteLock = null });
        pass.ChangeData(data => data with { Removed = false });
        return StepResult.Done($"{pass.Vm} restored from {volume}");
    }
}
