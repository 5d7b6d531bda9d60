using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Lets an operation begin only on a machine that is off.</summary>
/// <param name="tools">What all steps share.</param>
/// <param name="orGone">Whether no machine at all will do.</param>
internal sealed class DemandStopped(VmTools tools, bool orGone = false) : VmStep(tools, "demand_stopped", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        if (orGone)
        {
            var remains = await Remains.FindAsync(pass, cancellation).ConfigureAwait(false);
            if (remains.Wait is { } wait) return wait;
            if (remains.Config is null) return StepResult.Skipped("there is no machine");
        }
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        return state.IsRunning
            ? StepResult.Failed(Refuse.Running(pass.Context.Operation.Name, pass.Service.Id, pass.Vm, state))
            : StepResult.Done($"{pass.Vm} is off");
    }
}
