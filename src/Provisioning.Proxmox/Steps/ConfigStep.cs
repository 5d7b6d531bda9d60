using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// A step that brings part of a configuration to what is wanted. What it wants is a pure function; how it gets there is the same for all:
/// read, compare, send only what differs, guarded by the digest of what was read, so that an old request that the server carries out late
/// or somebody else's change can never be overwritten. A step that has something to send takes along what the steps right behind it want,
/// which then find their work done: one request instead of five.
/// </summary>
internal abstract class ConfigStep(VmTools tools, string name, string? completes) : VmStep(tools, name, completes)
{
    private const int MaxReadings = 4;

    /// <summary>What has to change; an empty change when all is as wanted.</summary>
    /// <exception cref="ProvisioningException">The machine can't be brought there.</exception>
    public abstract ConfigChange Want(VmConfig config, VmWanted wanted);

    /// <summary>Whether a running machine has to be switched off for a change to be made or to have an effect.</summary>
    public virtual bool NeedsStop(VmConfig config, ConfigChange change) => false;

    /// <summary>Why there is nothing to do.</summary>
    protected virtual string Nothing(VmConfig config, VmWanted wanted) => "already as wanted";

    /// <summary>Takes note that the server has accepted this step's part.</summary>
    protected virtual void Accepted(VmPass pass, ConfigChange change) { }

    /// <summary>What remains to be done once the configuration is as wanted.</summary>
    /// <param name="pass">The run.</param>
    /// <param name="changed">Whether this step's part was changed by this operation, now or in a run that was cut short.</param>
    /// <param name="cancellation">Ends it.</param>
    protected virtual ValueTask SettledAsync(VmPass pass, bool changed, CancellationToken cancellation) => default;

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        ThrowIfFailed(pass.Context.Ended);
        var earlier = pass.Context.Unsettled;
        foreach (var carried in earlier?.Payload?.Split(',') ?? []) pass.CarriedBy.TryAdd(carried, Name);
        for (var reading = 1; ; reading++)
        {
            var config = await pass.FreshConfigAsync(cancellation).ConfigureAwait(false);
            if (LockedBy(config) is { } locked) return locked;
            var own = Want(config, pass.Wanted);
            if (own.IsEmpty)
            {
                await SettledAsync(pass, earlier is not null, cancellation).ConfigureAwait(false);
                if (earlier is not null) return StepResult.Done(earlier.What);
                return StepResult.Skipped(pass.CarriedBy.TryGetValue(Name, out var by) ? $"written together with {by}" : Nothing(config, pass.Wanted));
            }
            try
            {
                if (await WriteAsync(pass, config, own, cancellation).ConfigureAwait(false) is { } waiting) return waiting;
                await SettledAsync(pass, true, cancellation).ConfigureAwait(false);
                return StepResult.Done(ConfigText.Describe(own));
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ConfigurationChanged && reading < MaxReadings)
            {
                pass.Forget();
            }
        }
    }

    private async ValueTask<StepResult?> WriteAsync(VmPass pass, VmConfig config, ConfigChange own, CancellationToken cancellation)
    {
        var all = new ConfigChange().For(config).Add(own);
        var parts = new List<(ConfigStep Step, ConfigChange Change)> { (this, own) };
        foreach (var (step, change) in Carried(pass, config, own))
        {
            all.Add(change);
            parts.Add((step, change));
        }
        var carried = parts.Skip(1).Select(part => part.Step.Name).ToList();
        pass.Context.Announce($"{pass.Vm}: {ConfigText.Describe(all)}", carried.Count == 0 ? null : string.Join(',', carried));
        if (ConfigText.MakesDisk(all))
        {
            var task = await pass.Api.StartConfigChangeAsync(pass.Vm, all, Tools.Times.ConfigWaitSeconds, cancellation).ConfigureAwait(false);
            if (task is not null) return StepResult.Wait(task.ToString(), $"writing the configuration of {pass.Vm}");
        }
        else
        {
            await pass.Api.ChangeConfigAsync(pass.Vm, all, cancellation).ConfigureAwait(false);
        }
        pass.Changed(ConfigText.After(config, all));
        foreach (var (step, change) in parts) step.Accepted(pass, change);
        foreach (var name in carried) pass.CarriedBy.TryAdd(name, Name);
        return null;
    }

    /// <summary>What the configuration steps right behind this one will want once its own change is in.</summary>
    private static IEnumerable<(ConfigStep Step, ConfigChange Change)> Carried(VmPass pass, VmConfig config, ConfigChange own)
    {
        var (expected, wanted) = (ConfigText.After(config, own), pass.Wanted);
        foreach (var next in pass.Context.Following)
        {
            ConfigChange change;
            try
            {
                if (next is ResizeStep resize && resize.Want(expected, wanted) is null) continue;
                if (next is not ConfigStep step) yield break;
                change = step.Want(expected, wanted);
                if (change.IsEmpty) continue;
            }
            catch (ProvisioningException)
            {
                // Its own turn will say so, with its own name on the error.
                yield break;
            }
            yield return ((ConfigStep)next, change);
            expected = ConfigText.After(expected, change);
        }
    }
}
