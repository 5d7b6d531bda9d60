using System.Text.RegularExpressions;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A step over a virtual machine. A machine that the server has locked is waited for, by every step in the same way.</summary>
/// <param name="tools">What all steps share.</param>
/// <param name="name">Its name.</param>
/// <param name="completes">The status that its completion stands for.</param>
internal abstract partial class VmStep(VmTools tools, string name, string? completes) : IStep
{
    public string Name => name;
    public string? Completes => completes;
    protected VmTools Tools => tools;

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        try
        {
            return await RunAsync(VmPass.Of(context, tools), cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineLocked && e.Error.Retryable)
        {
            if (LockName().Match(e.Error.Message) is { Success: true } found) context.Update(row => row with { RemoteLock = found.Groups[1].Value });
            return StepResult.Later(tools.Times.LockLook, e.Error.Message);
        }
    }

    protected abstract ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation);

    /// <summary>Parks a step whose machine is locked; null when it is not.</summary>
    protected StepResult? LockedBy(VmConfig config) =>
        config.Lock is { } held ? StepResult.Later(tools.Times.LockLook, $"locked: {held}") : null;

    /// <summary>
    /// Why a task failed. What the server does not explain may pass (a full storage, too little memory), so it is worth retrying.
    /// </summary>
    protected static ProvisioningError ErrorOf(TaskEnd end)
    {
        var error = Upid.TryParse(end.Task, out var upid) ? Client.TaskResult.Ended(upid!, end.Text).Error : null;
        error ??= new ProvisioningError(ErrorIds.TaskFailed, ErrorKind.RemoteFailure, $"A task failed: {end.Text}. See its log on the server.", end.Task);
        return error.Id == ErrorIds.TaskFailed ? error with { Retryable = true } : error;
    }

    /// <summary>Throws what a task failed with. One that the server forgot is judged by its effect.</summary>
    protected static void ThrowIfFailed(TaskEnd? end)
    {
        if (end?.Outcome == Engine.TaskOutcome.Failed) throw ErrorOf(end).AsException();
    }

    [GeneratedRegex(@"is locked \(([a-z-]{1,32})\)")]
    private static partial Regex LockName();
}
