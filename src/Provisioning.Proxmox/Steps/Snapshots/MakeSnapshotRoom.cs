using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Sees to it that one more snapshot may be taken: that the package allows any, that a scheduled one is not there already, and that the
/// quota is not reached; then the oldest of ours go, if that was asked for.
/// </summary>
internal sealed class MakeSnapshotRoom(VmTools tools) : VmStep(tools, "make_snapshot_room", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        ThrowIfFailed(pass.Context.Ended);
        var (arguments, quota) = (pass.Arguments<SnapshotArguments>(), pass.Package.Snapshots);
        if (quota == 0) return Refused(OwnSnapshots.QuotaReached("snapshot", pass.Service.Id, 0));
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var all = await pass.Api.ListSnapshotsAsync(pass.Vm, cancellation).ConfigureAwait(false);
        var ours = OwnSnapshots.Among(all, pass.Context.StoreId, pass.Service.Id);
        if (arguments.IsScheduled && ours.Any(snapshot => IsOfThisRun(pass, arguments, snapshot))) return SkippedRun(pass, $"there is one of {arguments.ScheduledFor} already");
        if (arguments.Name is { } name && all.Any(snapshot => snapshot.Name == name)) throw TakeSnapshot.NameTaken(pass.Vm, name);
        if (ours.Count < quota) return pass.Context.Unsettled is null ? StepResult.Skipped($"{ours.Count} of {quota} in use") : StepResult.Done("oldest snapshots removed");
        if (!arguments.Rotate) return Refused(OwnSnapshots.QuotaReached("snapshot", pass.Service.Id, quota));
        return await RemoveSnapshot.BeginAsync(pass, ours[0].Name, cancellation).ConfigureAwait(false);

        StepResult Refused(ProvisioningError error) => arguments.IsScheduled ? SkippedRun(pass, error.Message) : StepResult.Failed(error);
    }

    /// <summary>A run of a schedule that has nothing to do: the steps behind this one are left out, and the journal says why.</summary>
    internal static StepResult SkippedRun(VmPass pass, string why)
    {
        pass.ChangeData(data => data with { SkippedRun = pass.Context.Operation.Id });
        return StepResult.Skipped("left out: " + why);
    }

    private static bool IsOfThisRun(VmPass pass, ScheduledArguments arguments, Client.VmSnapshot snapshot) =>
        OwnSnapshots.MarkOf(snapshot, pass.Context.StoreId, pass.Service.Id) is { IsScheduled: true } && IsOfDay(snapshot.TakenAt, arguments);

    /// <summary>Whether a moment lies on the day that a schedule's run is for.</summary>
    internal static bool IsOfDay(DateTimeOffset? at, ScheduledArguments arguments) =>
        at is { } moment && WeeklyTimes.DayOf(moment, WeeklyTimes.ZoneOf(arguments.TimeZone ?? "UTC")).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) == arguments.ScheduledFor;
}
