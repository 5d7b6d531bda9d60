using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Starts the machine. One that runs already is as it should be, whoever started it.</summary>
internal sealed class Start(VmTools tools) : VmStep(tools, "start", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var context = pass.Context;
        if (context.Ended is { Outcome: Engine.TaskOutcome.Failed } end)
        {
            if (!end.Text.Contains("already running", StringComparison.Ordinal)) throw ErrorOf(end).AsException();
            return Running(pass, "runs already");
        }
        if (context.Ended is { Outcome: Engine.TaskOutcome.Succeeded or Engine.TaskOutcome.SucceededWithWarnings })
            return StepResult.Done($"{pass.Vm} started");
        // To start what was suspended to disk is what takes that lock away.
        if (await pass.KnownConfigAsync(cancellation).ConfigureAwait(false) is { Lock: not (null or "suspended") } config && LockedBy(config) is { } locked) return locked;
        if (context.Unsettled is not null || pass.Service.RemoteStatus != RemoteStatus.Stopped)
        {
            var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
            pass.Saw(state);
            if (state.IsRunning) return Running(pass, context.Unsettled is null ? "runs already" : "started");
        }
        context.Announce($"{pass.Vm}: start");
        var task = await pass.Api.StartAsync(pass.Vm, cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"starting {pass.Vm}");
    }

    private static StepResult Running(VmPass pass, string how)
    {
        pass.Context.Update(row => row with { RemoteStatus = RemoteStatus.Running });
        return StepResult.Skipped($"{pass.Vm} {how}");
    }
}
