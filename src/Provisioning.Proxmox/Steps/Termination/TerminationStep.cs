using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>What was asked for along with a termination.</summary>
internal sealed record TerminateArguments
{
    /// <summary>Leaves backups where they are.</summary>
    public bool KeepBackups { get; init; }
    /// <summary>Leaves a machine that is not ours where it is and closes the service all the same.</summary>
    public bool LeaveForeign { get; init; }
}

/// <summary>A step on the way out: first of all it looks whose machine is there, and one that is gone already counts as removed.</summary>
internal abstract class TerminationStep(VmTools tools, string name) : VmStep(tools, name, null)
{
    protected sealed override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var remains = await Remains.FindAsync(pass, cancellation).ConfigureAwait(false);
        if (remains.Wait is { } wait) return wait;
        return remains.Config is { } config && LockedBy(config) is { } locked ? locked : await RunAsync(pass, remains.Config, cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs it.</summary>
    /// <param name="pass">The run.</param>
    /// <param name="config">The machine's configuration; null when it is gone.</param>
    /// <param name="cancellation">Ends it.</param>
    protected abstract ValueTask<StepResult> RunAsync(VmPass pass, VmConfig? config, CancellationToken cancellation);
}
