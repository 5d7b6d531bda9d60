using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Puts our mark back into the notes that came with a backup. Only right behind a restore of ours: anywhere else a machine without a mark is
/// somebody else's.
/// </summary>
internal sealed class KeepMark(VmTools tools) : VmStep(tools, "keep_mark", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var config = await pass.Api.GetConfigAsync(pass.Vm, cancellation).ConfigureAwait(false);
        if (LockedBy(config) is { } locked) return locked;
        // One that names somebody else is refused here, in the words that every step has for it.
        if (pass.Mark.Of(config.Description) != Ownership.Unmarked)
        {
            pass.Take(config);
            return pass.Context.Unsettled is { } done ? StepResult.Done(done.What) : StepResult.Skipped("the notes carry it");
        }
        pass.Context.Announce($"{pass.Vm}: put the mark of service {pass.Service.Id} into the notes");
        var notes = string.IsNullOrWhiteSpace(config.Description) ? pass.Mark.Notes() : $"{config.Description.TrimEnd()}\n\n{pass.Mark.Notes()}";
        await pass.Api.ChangeConfigAsync(pass.Vm, new ConfigChange().For(config).Set("description", notes), cancellation).ConfigureAwait(false);
        pass.Forget();
        return StepResult.Done($"mark of service {pass.Service.Id} put into the notes");
    }
}
