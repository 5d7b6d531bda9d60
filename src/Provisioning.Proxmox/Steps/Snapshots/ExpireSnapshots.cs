using System.Globalization;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Removes the snapshots of ours that are older than the package lets them be, and has the tick come back for the next one.</summary>
internal sealed class ExpireSnapshots(VmTools tools) : VmStep(tools, "expire_snapshots", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (context, package) = (pass.Context, pass.Package);
        ThrowIfFailed(context.Ended);
        var known = context.Read(state => state.Schedule(pass.Service.Id, OwnSnapshots.Expiry)) ?? OwnSnapshots.ExpiryAt(pass.Service.Id, null);
        if (context.Read(state => OwnSnapshots.Lifetime(state, pass.Service.Id, package)) is not { } lifetime)
        {
            context.SetSchedule(known with { NextAt = null });
            return StepResult.Skipped("snapshots have no lifetime here");
        }
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var ours = OwnSnapshots.Among(await pass.Api.ListSnapshotsAsync(pass.Vm, cancellation).ConfigureAwait(false), context.StoreId, pass.Service.Id)
            .Where(snapshot => snapshot.TakenAt is not null).ToList();
        if (ours.Count > 0 && ours[0].TakenAt + lifetime <= context.Clock.GetUtcNow())
        {
            context.Note(string.Create(CultureInfo.InvariantCulture, $"Snapshot {ours[0].Name} of {ours[0].TakenAt:yyyy-MM-dd HH:mm} UTC has reached its {lifetime.TotalDays:0} day(s)."));
            return await RemoveSnapshot.BeginAsync(pass, ours[0].Name, cancellation).ConfigureAwait(false);
        }
        context.SetSchedule(known with { NextAt = ours.Count > 0 ? ours[0].TakenAt + lifetime : null });
        return context.Unsettled is null ? StepResult.Skipped("none is too old") : StepResult.Done("snapshots that were too old removed");
    }
}
