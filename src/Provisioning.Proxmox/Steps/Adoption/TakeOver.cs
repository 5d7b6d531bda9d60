using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Puts our mark under a machine's notes, which keep all else they say. Until the server has taken it, the record has no machine: a
/// termination then only forgets the record. The digest of what was read guards the write, so that nobody else's mark is overwritten.
/// </summary>
internal sealed class TakeOver(VmTools tools) : VmStep(tools, "take_over", VmStatus.Ready)
{
    private const int MaxReadings = 4;

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        for (var reading = 1; ; reading++)
        {
            var config = await pass.PeekAsync(cancellation).ConfigureAwait(false);
            if (pass.Service.RemoteLock != config.Lock) pass.Context.Update(row => row with { RemoteLock = config.Lock });
            if (LockedBy(config) is { } locked) return locked;
            if (config.IsTemplate)
                throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe, $"{pass.Vm} is a template by now and is left alone. Terminate service {pass.Service.Id}; that only forgets its record.", Target(pass));
            if (pass.Mark.Of(config.Description) == Ownership.Ours) return await OursAsync(pass, config, cancellation).ConfigureAwait(false);
            if (Marking.Refusal(pass.Mark, config.Description, id => pass.Context.Read(state => state.Service(id))) is { } refusal)
                throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe, $"{pass.Vm} {refusal}, and is left alone. Terminate service {pass.Service.Id}; that only forgets its record.", Target(pass));
            var change = new ConfigChange().Set("description", Marking.Under(config.Description, pass.Mark)).For(config);
            pass.Context.Announce($"{pass.Vm}: our mark under its notes");
            try
            {
                await pass.Api.ChangeConfigAsync(pass.Vm, change, cancellation).ConfigureAwait(false);
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ConfigurationChanged && reading < MaxReadings)
            {
                // Read again: what changed may be a mark.
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ParametersRefused)
            {
                throw new ProvisioningException(ErrorIds.ParametersRefused, ErrorKind.Invalid, $"The notes of {pass.Vm} can't take our mark: {e.Error.Message} Shorten them, then let this go on.", Target(pass), cause: e);
            }
        }
    }

    private static async ValueTask<StepResult> OursAsync(VmPass pass, VmConfig config, CancellationToken cancellation)
    {
        pass.Take(config);
        pass.Saw(await pass.Api.GetStateAsync(pass.Vm, cancellation).ConfigureAwait(false));
        // From now on there is a machine of ours: without a try on record, a termination would take it for never made.
        pass.ChangeData(data => data with { CloneTry = Math.Max(1, data.CloneTry), CloneNode = null });
        return StepResult.Done($"{pass.Vm} carries our mark");
    }

    private static string Target(VmPass pass) => pass.VmId.ToString(CultureInfo.InvariantCulture);
}
