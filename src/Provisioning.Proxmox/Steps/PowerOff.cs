using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>How a machine is to be switched off.</summary>
internal sealed record PowerOffArguments
{
    /// <summary>Pulls the plug instead of asking the guest.</summary>
    public bool Force { get; init; }
    /// <summary>How long the guest may take; null takes the usual time.</summary>
    public int? TimeLimitSeconds { get; init; }
}

/// <summary>
/// Switches the machine off: the guest is asked to shut down, and after the time limit the server pulls the plug. Asking twice is harmless,
/// but a shutdown under way holds the machine's lock, so a run that finds one waits for it instead.
/// </summary>
internal class PowerOff(VmTools tools, string name = "power_off") : VmStep(tools, name, null)
{
    private static readonly string[] Tasks = ["qmshutdown", "qmstop"];

    /// <summary>Why the machine stays as it is; null when it is to be switched off.</summary>
    protected virtual ValueTask<string?> NotNeededAsync(VmPass pass, CancellationToken cancellation) => default;

    /// <summary>How it is to be done.</summary>
    protected virtual PowerOffArguments How(VmPass pass) => pass.Arguments<PowerOffArguments>();

    /// <summary>Takes note that a running machine is about to be switched off.</summary>
    protected virtual void Asking(VmPass pass) { }

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, asked) = (pass.Context, pass.Context.Unsettled);
        // It would block what makes the machine anew.
        if (pass.Data.Removed) return StepResult.Skipped($"VM {context.Service.RemoteId} was removed; there is nothing to switch off");
        // Once asked, there is no way back: what made it necessary may look different on a machine that is half-way off.
        if (asked is null && await NotNeededAsync(pass, cancellation).ConfigureAwait(false) is { } why) return StepResult.Skipped(why);
        var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
        var state = await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false);
        pass.Saw(state);
        if (!state.IsRunning) return asked is null ? StepResult.Skipped($"{pass.Vm} is off") : StepResult.Done($"{pass.Vm} switched off");
        if (LockedBy(config) is { } locked) return locked;
        if (asked is not null && context.Clock.GetUtcNow() - asked.At < Tools.Times.StopPatience && state.HaManaged)
            return StepResult.Later(Tools.Times.StartLook, $"{pass.Vm} is to be off; the HA manager stops it");
        if (context.Ended is { } end && asked is not null)
            return StepResult.Failed(end.Outcome == Engine.TaskOutcome.Failed ? ErrorOf(end) : new ProvisioningError(ErrorIds.MachineRunning, ErrorKind.State,
                $"{pass.Vm} was switched off and runs again; somebody starts it. It is tried again.", Retryable: true));
        var running = asked is null ? null : await RunningTaskAsync(pass, cancellation).ConfigureAwait(false);
        var how = How(pass);
        if (running is not null && !(how.Force && running.Type == "qmshutdown")) return StepResult.Wait(running.ToString(), $"{pass.Vm} is being switched off");
        Asking(pass);
        context.Announce($"{pass.Vm}: {(how.Force ? "stop" : "shut down")}");
        var task = how.Force
            ? await pass.Api.StopAsync(pass.Vm, overruleShutdown: running is not null, cancellation).ConfigureAwait(false)
            : await pass.Api.ShutdownAsync(pass.Vm, how.TimeLimitSeconds ?? (int)Tools.Times.ShutdownLimit.TotalSeconds, forceStop: true, cancellation).ConfigureAwait(false);
        return StepResult.Wait(task.ToString(), $"{(how.Force ? "stopping" : "shutting down")} {pass.Vm}");
    }

    private static Task<Upid?> RunningTaskAsync(VmPass pass, CancellationToken cancellation) => pass.RunningTaskAsync(Tasks, cancellation);
}
