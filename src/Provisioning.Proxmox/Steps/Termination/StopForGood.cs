using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Pulls the plug of a machine that is to be deleted: there is nothing left to be saved.</summary>
internal sealed class StopForGood(VmTools tools) : PowerOff(tools)
{
    protected override PowerOffArguments How(VmPass pass) => new() { Force = true };

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var remains = await Remains.FindAsync(pass, cancellation).ConfigureAwait(false);
        if (remains.Wait is { } wait) return wait;
        return remains.Config is null ? StepResult.Skipped("the machine is gone") : await base.RunAsync(pass, cancellation).ConfigureAwait(false);
    }
}
