using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Confirms that the machine runs: the end of a start task is no proof, since HA starts machines some time after it, and a guest may
/// have stopped again.
/// </summary>
internal sealed class Ready(VmTools tools) : VmStep(tools, "ready", VmStatus.Ready)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        if (state is { IsRunning: true, IsPaused: false })
        {
            pass.ChangeData(data => data with { StartSeenAt = null });
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
        return StepResult.Failed(new ProvisioningError(ErrorIds.MachineNotRunning, ErrorKind.RemoteFailure,
            $"{pass.Vm} was started and is {word} after {Tools.Times.StartPatience.TotalSeconds:0} s{(state.HaManaged ? "; see what the HA manager says" : "")}. Look at its console and start it; this goes on by itself.",
            Retryable: true));
    }
}
