using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Clones the template. The VMID was reserved among ourselves, never on the server: whoever takes it there first, has it, and we move on to
/// another one. Nothing is ever removed here; the server clears away its own failed clones.
/// </summary>
internal sealed class Clone(VmTools tools) : VmStep(tools, "clone", VmStatus.Clone)
{
    /// <summary>How many VMIDs in a row may turn out to be taken before the step is put off.</summary>
    private const int MaxVmIds = 8;

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        StepResult? known = null;
        if (pass.Context.Ended is { Outcome: not Engine.TaskOutcome.Unknown } end) known = await AfterTaskAsync(pass, end, cancellation).ConfigureAwait(false);
        else if (IsUnsettled(pass, out var since)) known = await AfterSilenceAsync(pass, since, cancellation).ConfigureAwait(false);
        else if (pass.Data.Machine == VmMachine.Made) known = await IfThereAsync(pass, cancellation).ConfigureAwait(false);
        return known ?? await BeginAsync(pass, cancellation).ConfigureAwait(false);
    }

    /// <summary>A machine that was made is not made again. Null: it is gone, or somebody else's is in its place.</summary>
    private async Task<StepResult?> IfThereAsync(VmPass pass, CancellationToken cancellation)
    {
        var trace = await CloneTrace.FindAsync(pass, cancellation).ConfigureAwait(false);
        switch (trace.State)
        {
            case CloneState.Complete:
                pass.Take(trace.Config!);
                pass.Context.Update(row => row with { Node = trace.Vm!.Value.Node });
                return StepResult.Skipped($"{trace.Vm} is there already");
            case CloneState.UnderWay: return UnderWay(pass);
            default: return null;
        }
    }

    /// <summary>The task told how it ended. Null: begin again, under another VMID.</summary>
    private async Task<StepResult?> AfterTaskAsync(VmPass pass, TaskEnd end, CancellationToken cancellation)
    {
        var trace = await CloneTrace.FindAsync(pass, cancellation).ConfigureAwait(false);
        if (end.Outcome != Engine.TaskOutcome.Failed)
        {
            if (end.Outcome == Engine.TaskOutcome.SucceededWithWarnings) pass.Context.Note($"The clone ended with warnings ({end.Text}); its task's log says which.");
            switch (trace.State)
            {
                case CloneState.Complete: return Complete(pass, trace, RemoteStatus.Stopped);
                case CloneState.UnderWay: return UnderWay(pass);
                case CloneState.Foreign: pass.Take(trace.Config ?? new VmConfig([])); break;
            }
            Settle(pass);
            return StepResult.Failed(new ProvisioningError(ErrorIds.MachineMissing, ErrorKind.NotFound,
                $"VM {pass.VmId} was cloned and is gone again; somebody removed it. It is cloned anew.", Retryable: true));
        }
        var error = ErrorOf(end);
        if (error.Id == ErrorIds.RemoteIdTaken) return await AfterCollisionAsync(pass, trace, cancellation).ConfigureAwait(false);
        if (error.Id is ErrorIds.LockTimeout or ErrorIds.OutcomeUnknown) await SlowDownAsync(pass, cancellation).ConfigureAwait(false);
        switch (trace.State)
        {
            case CloneState.Absent:
                Settle(pass);
                return StepResult.Failed(error);
            case CloneState.Foreign:
                await ReplaceVmIdAsync(pass, "another machine is there", cancellation).ConfigureAwait(false);
                return null;
            default:
                return HalfMade(pass, trace, error.Message);
        }
    }

    /// <summary>A clone was asked for and nobody knows what came of it. Null: nothing did, begin again.</summary>
    private async Task<StepResult?> AfterSilenceAsync(VmPass pass, DateTimeOffset since, CancellationToken cancellation)
    {
        var age = pass.Context.Clock.GetUtcNow() - since;
        var trace = await CloneTrace.FindAsync(pass, cancellation).ConfigureAwait(false);
        switch (trace.State)
        {
            case CloneState.Complete:
                return Complete(pass, trace, null);
            case CloneState.UnderWay:
                return age >= Tools.Times.CloneGrace && !await IsCloningAsync(pass, cancellation).ConfigureAwait(false)
                    ? HalfMade(pass, trace, "its clone was interrupted")
                    : UnderWay(pass);
            case CloneState.Foreign:
                await ReplaceVmIdAsync(pass, "another machine is there", cancellation).ConfigureAwait(false);
                return null;
            default:
                if (age >= Tools.Times.CloneGrace)
                {
                    Settle(pass);
                    return null;
                }
                var left = Tools.Times.CloneGrace - age;
                return StepResult.Later(left < Tools.Times.CloneLook ? left : Tools.Times.CloneLook, $"whether VM {pass.VmId} is still being cloned");
        }
    }

    /// <summary>The VMID was taken. Null: begin again, under another one.</summary>
    private async Task<StepResult?> AfterCollisionAsync(VmPass pass, CloneTrace trace, CancellationToken cancellation)
    {
        switch (trace.State)
        {
            case CloneState.Complete: return Complete(pass, trace, null);
            case CloneState.UnderWay when pass.Mark.Of(trace.Config?.Description) == Ownership.Ours: return UnderWay(pass);
            default:
                await ReplaceVmIdAsync(pass, "the VMID was taken", cancellation).ConfigureAwait(false);
                return null;
        }
    }

    private async Task<StepResult> BeginAsync(VmPass pass, CancellationToken cancellation)
    {
        var fresh = false;
        for (var tries = 0; tries < MaxVmIds; tries++)
        {
            var place = await ClonePlace.FindAsync(pass, fresh, cancellation).ConfigureAwait(false);
            if (!pass.Context.TryTakeSlot(place.Slot, pass.Server.MaxClonesPerNode)) return StepResult.WaitForSlot(place.Slot);
            try
            {
                var task = await pass.Api.CloneAsync(place.Template, Announced(pass, place), cancellation).ConfigureAwait(false);
                return StepResult.Wait(task.ToString(), $"cloning {place.Template.Id} to {pass.Vm}");
            }
            catch (ProvisioningException e)
            {
                if (e.Error.Id is ErrorIds.LockTimeout or ErrorIds.OutcomeUnknown) pass.Context.SlowDown(place.Slot);
                if (e.Error.Id is ErrorIds.OutcomeUnknown or ErrorIds.LeaseLost) throw;
                Settle(pass);
                if (e.Error.Id == ErrorIds.RemoteIdTaken)
                {
                    if (await AfterCollisionAsync(pass, await CloneTrace.FindAsync(pass, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false) is { } known) return known;
                    continue;
                }
                // The template is not where the look showed it: look again, once.
                if (e.Error.Id != ErrorIds.MachineMissing || fresh) throw;
                fresh = true;
            }
        }
        return StepResult.Failed(new ProvisioningError(ErrorIds.RemoteIdTaken, ErrorKind.Conflict,
            $"{MaxVmIds} VMIDs in a row were taken on the server; others are making machines there. It is tried again.", Retryable: true));
    }

    /// <summary>Writes down what is about to be asked, and where it will have to be looked for.</summary>
    private static CloneRequest Announced(VmPass pass, ClonePlace place)
    {
        pass.ChangeData(data => data with { CloneTry = data.CloneTry + 1, CloneNode = place.Template.Node, Removed = false });
        pass.Context.Update(row => row with { Node = place.Node, Unchecked = false, RemoteStatus = null, RemoteLock = null });
        var full = pass.Package.CloneType == CloneType.Full;
        pass.Context.Announce($"{pass.Vm}: {(full ? "full" : "linked")} clone of template {place.Template.Id}", Payload(pass.Data.CloneTry));
        return new CloneRequest(pass.VmId)
        {
            Name = pass.Service.HostName,
            Description = pass.Mark.Notes(),
            Full = full,
            Storage = ClonePlace.StorageOf(pass.Package),
            TargetNode = place.Target,
        };
    }

    private static StepResult Complete(VmPass pass, CloneTrace trace, string? remoteStatus)
    {
        pass.Take(trace.Config!);
        pass.Context.Update(row => row with { Node = trace.Vm!.Value.Node, RemoteStatus = remoteStatus });
        pass.ChangeData(data => data with { PasswordApplied = 0, StartSeenAt = null, CloneNode = null, Removed = false });
        return StepResult.Done($"{trace.Vm} cloned from template {pass.Data.Template}");
    }

    private StepResult UnderWay(VmPass pass)
    {
        pass.Context.Update(row => row with { RemoteLock = "clone" });
        return StepResult.Later(Tools.Times.CloneLook, $"VM {pass.VmId} is being cloned");
    }

    private static StepResult HalfMade(VmPass pass, CloneTrace trace, string why)
    {
        var ours = pass.Mark.Of(trace.Config?.Description) == Ownership.Ours;
        return StepResult.Failed(new ProvisioningError(ErrorIds.TaskFailed, ErrorKind.RemoteFailure,
            $"{trace.Vm} was left half-made ({why}); {(ours ? "it carries our mark" : "it carries no mark, so it may be somebody else's")}. See what it is, remove it there (qm unlock {pass.VmId}; qm destroy {pass.VmId}), then let this go on.",
            pass.VmId.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task ReplaceVmIdAsync(VmPass pass, string why, CancellationToken cancellation)
    {
        var look = await pass.Tools.Looks.ClusterAsync(pass.Service.Server, fresh: true, cancellation).ConfigureAwait(false);
        // Made anew, it had a life under the old number: what is left of that, backups above all, must be found by people.
        var note = pass.Service.ReadyAt is null ? null : string.Create(CultureInfo.InvariantCulture,
            $"{pass.Context.Clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC VMID {pass.VmId} was taken by somebody else while the machine was made anew; earlier backups are under {pass.VmId}");
        pass.Context.ReplaceRemoteId(new RemoteIdNeed(pass.Package.FirstVmId, VmPackageRules.MaxVmId, look.TakenVmIds), why, note);
        pass.Forget();
    }

    private static async Task SlowDownAsync(VmPass pass, CancellationToken cancellation) =>
        pass.Context.SlowDown((await ClonePlace.FindAsync(pass, false, cancellation).ConfigureAwait(false)).Slot);

    /// <summary>Whether the node still works on a clone of the template. A clone's task bears the template's VMID, not its own.</summary>
    private static async Task<bool> IsCloningAsync(VmPass pass, CancellationToken cancellation)
    {
        var template = pass.Data.Template.ToString(CultureInfo.InvariantCulture);
        return (await pass.Api.ListTasksAsync(cancellation).ConfigureAwait(false)).Any(task => !task.IsEnded && task.Upid.Type == "qmclone" && task.Upid.Id == template);
    }

    /// <summary>Whether a clone was announced whose end was never learned.</summary>
    private static bool IsUnsettled(VmPass pass, out DateTimeOffset since)
    {
        since = pass.Context.Unsettled?.At ?? default;
        return pass.Context.Unsettled is { } intent && intent.Payload != Payload(pass.Data.CloneSettled);
    }

    private static void Settle(VmPass pass) => pass.ChangeData(data => data with { CloneSettled = data.CloneTry });

    private static string Payload(int number) => number.ToString(CultureInfo.InvariantCulture);
}
