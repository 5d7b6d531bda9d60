using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Ends the way back to a snapshot or a backup.</summary>
internal sealed class EndRestore(VmTools tools) : VmStep(tools, "end_restore", VmStatus.Ready)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var to = pass.Data.Restoring ?? "what was asked for";
        pass.ChangeData(data => data with { Restoring = null, StartAfterChange = false, KeptDisk = null });
        return new(StepResult.Done($"service {pass.Service.Id} is back at {to}, with the values of {pass.Service.Package}"));
    }
}
