using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Lets an operation begin only on a machine that is off.</summary>
internal sealed class DemandStopped(VmTools tools) : VmStep(tools, "demand_stopped", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        return state.IsRunning
            ? StepResult.Failed(new ProvisioningError(ErrorIds.StatusForbids, ErrorKind.Conflict,
                $"{pass.Context.Operation.Name} is refused for service {pass.Service.Id}: {pass.Vm} is {state.QmpStatus ?? state.Status}. It needs a machine that is stopped; stop it with Stop-ProvisionedVm, then ask again."))
            : StepResult.Done($"{pass.Vm} is off");
    }
}
