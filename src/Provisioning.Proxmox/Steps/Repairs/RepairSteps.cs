using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>How a machine may be mended.</summary>
internal sealed record RepairArguments
{
    /// <summary>It may be switched off and on for what can't be changed while it runs.</summary>
    public bool AllowRestart { get; init; }
}

/// <summary>Sees whose the machine is and what it does, before anything is mended.</summary>
internal sealed class LookAtMachine(VmTools tools) : VmStep(tools, "look", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        return StepResult.Done($"{pass.Vm} is ours and {state.QmpStatus ?? state.Status}");
    }
}

/// <summary>Switches a machine off for what needs it, if that was allowed.</summary>
internal sealed class StopForRepair(VmTools tools) : StopForChange(tools)
{
    protected override ValueTask<string?> NotNeededAsync(VmPass pass, CancellationToken cancellation) =>
        pass.Arguments<RepairArguments>().AllowRestart ? base.NotNeededAsync(pass, cancellation) : new("no restart was allowed");
}

/// <summary>A configuration step that leaves a running machine as it is where it would have to be stopped.</summary>
/// <param name="step">The step.</param>
/// <param name="tools">What all steps share.</param>
internal sealed class WhileRunning(VmTools tools, ConfigStep step) : IStep
{
    public string Name => step.Name;
    public string? Completes => step.Completes;

    /// <summary>The step itself.</summary>
    public ConfigStep Inner => step;

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var pass = VmPass.Of(context, tools);
        // What was begun is ended; and what is known to be off takes everything.
        if (context.Unsettled is null && context.Service.RemoteStatus != RemoteStatus.Stopped)
        {
            var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
            var change = step.Want(config, pass.Wanted);
            if (!change.IsEmpty && step.NeedsStop(config, change))
                return StepResult.Skipped($"left as it is, since the machine runs: {ConfigText.Describe(change)}; Repair-ProvisionedVm -AllowRestart changes it");
        }
        return await step.RunAsync(context, cancellation).ConfigureAwait(false);
    }
}
