using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Ends a change.</summary>
internal sealed class EndChange(VmTools tools) : VmStep(tools, "end_change", VmStatus.Ready)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        pass.ChangeData(data => data with { StartAfterChange = false });
        return new(StepResult.Done($"service {pass.Service.Id} is as {pass.Service.Package} has it"));
    }
}
