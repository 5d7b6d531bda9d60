using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Deletes the machine, and is complete only when the server confirms that it is gone. Disks that merely carry its VMID are left alone:
/// on a storage that several clusters share they may be another cluster's.
/// </summary>
/// <param name="tools">What all steps share.</param>
/// <param name="keepsUnused">Whether unused disks are to stay, which the server would delete along with the configuration that names them.</param>
/// <param name="comesBack">Another machine takes its place: backup and replication jobs that name it stay.</param>
internal sealed class DeleteMachine(VmTools tools, bool keepsUnused = false, bool comesBack = false) : TerminationStep(tools, "delete_machine")
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, VmConfig? config, CancellationToken cancellation)
    {
        var (context, asked) = (pass.Context, pass.Context.Unsettled);
        if (config is null && pass.Data.Left is { } left) return StepResult.Skipped($"{left}, stays");
        if (config is null)
        {
            if (pass.Service.RemoteId is null || pass.Data.Machine == VmMachine.None) return StepResult.Skipped("there is no machine");
            context.Update(row => row with { RemoteStatus = null, RemoteLock = null });
            pass.ChangeData(data => data with { Removed = true });
            return asked is null ? StepResult.Skipped($"VM {pass.VmId} was gone already") : StepResult.Done($"VM {pass.VmId} deleted");
        }
        if (context.Ended is { Outcome: Engine.TaskOutcome.Failed } end)
            return IsRunning(ErrorOf(end)) ? Again(pass) : StepResult.Failed(ErrorOf(end));
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        if (asked is not null && await pass.RunningTaskAsync(["qmdestroy", "qmstop"], cancellation).ConfigureAwait(false) is { } running)
            return StepResult.Wait(running.ToString(), $"{pass.Vm} is being deleted");
        if (state.IsRunning)
        {
            if (asked is not null && state.HaManaged && context.Clock.GetUtcNow() - asked.At < Tools.Times.StopPatience) return Again(pass);
            context.Announce($"{pass.Vm}: stop, it runs again");
            return StepResult.Wait((await pass.Api.StopAsync(pass.Vm, overruleShutdown: false, cancellation).ConfigureAwait(false)).ToString(), $"stopping {pass.Vm}");
        }
        if (keepsUnused && config.Unused is { Count: > 0 } unused)
            return StepResult.Failed(new ProvisioningError(ErrorIds.UnusedDisksAtStake, ErrorKind.Conflict,
                $"{pass.Vm} has unused disks ({string.Join(", ", unused.Select(disk => $"{disk.Key}: {disk.Value}"))}), and Proxmox VE deletes these together with the machine. "
                + $"Hand each to another machine (qm disk move {pass.VmId} {unused[0].Key} --target-vmid ID --target-disk unused0) or delete it, then run Invoke-ProvisioningTick -ServiceId {pass.Service.Id}."));
        // The server lets a machine go that HA manages only together with what HA knows of it.
        var purge = !comesBack || state.HaManaged;
        if (comesBack && purge) context.Note($"{pass.Vm} is managed by HA, which forgets it now; add the new machine there again.");
        context.Announce($"{pass.Vm}: delete");
        try
        {
            var task = await pass.Api.DeleteAsync(pass.Vm, purge, destroyUnreferencedDisks: false, cancellation).ConfigureAwait(false);
            return StepResult.Wait(task.ToString(), $"deleting {pass.Vm}");
        }
        catch (ProvisioningException e) when (IsRunning(e.Error))
        {
            return Again(pass);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineMissing)
        {
            pass.Forget();
            return Again(pass);
        }
    }

    private StepResult Again(VmPass pass) => StepResult.Later(Tools.Times.StartLook, $"{pass.Vm} is to be off before it is deleted");

    private static bool IsRunning(ProvisioningError error) => error is { Id: ErrorIds.ServerRefused, Kind: ErrorKind.Conflict };
}
