using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Confirms that the machine runs: the end of a start task is no proof, since HA starts machines some time after it, and a machine may
/// have stopped again, with its node for example. Then it is started again, a few times.
/// </summary>
internal sealed class Ready(VmTools tools, string name = "ready", string? completes = VmStatus.Ready) : VmStep(tools, name, completes)
{
    private const int MostRestarts = 3;

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        if (state is { IsRunning: true, IsPaused: false })
        {
            pass.ChangeData(data => data with { StartSeenAt = null, Restarts = 0 });
            return StepResult.Done($"{pass.Vm} runs");
        }
        var now = pass.Context.Clock.GetUtcNow();
        var since = pass.Data.StartSeenAt ?? now;
        var word = state.QmpStatus ?? state.Status;
        if (now - since < Tools.Times.StartPatience)
        {
            pass.ChangeData(data => data with { StartSeenAt = since });
            return StepResult.Later(Tools.Times.StartLook, $"{pass.Vm} is to run and is {word}");
        }
        pass.ChangeData(data => data with { StartSeenAt = null });
        if (state.IsPaused || pass.Data.Restarts >= MostRestarts)
        {
            pass.ChangeData(data => data with { Restarts = 0 });
            return StepResult.Failed(new ProvisioningError(ErrorIds.MachineNotRunning, ErrorKind.RemoteFailure,
                $"{pass.Vm} was started and is {word}{(state.HaManaged ? "; see what the HA manager says" : "")}. Look at its console and mend it, then run Invoke-ProvisioningTick -ServiceId {pass.Service.Id}."));
        }
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        pass.ChangeData(data => data with { Restarts = data.Restarts + 1 });
        pass.Context.Announce($"{pass.Vm}: start again, it is {word}");
        var task = await pass.Api.StartAsync(pass.Vm, cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"starting {pass.Vm} again");
    }
}
