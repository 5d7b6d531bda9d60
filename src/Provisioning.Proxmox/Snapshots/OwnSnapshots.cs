using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Which of a machine's snapshots are ours, and what a package and a schedule say about them.</summary>
internal static class OwnSnapshots
{
    /// <summary>Name of the weekly schedule.</summary>
    public const string Schedule = "snapshot";
    /// <summary>Name of the schedule that removes what is older than its lifetime.</summary>
    public const string Expiry = "snapshot_expiry";

    /// <summary>The mark that a snapshot carries, if it is one of the service's.</summary>
    public static SnapshotMark? MarkOf(VmSnapshot snapshot, Guid store, long service) =>
        SnapshotMark.In(snapshot.Description) is { } mark && mark.Store == store && mark.Service == service ? mark : null;

    /// <summary>Ours, the oldest first.</summary>
    public static IReadOnlyList<VmSnapshot> Among(IEnumerable<VmSnapshot> snapshots, Guid store, long service) =>
        [.. snapshots.Where(snapshot => MarkOf(snapshot, store, service) is not null).OrderBy(snapshot => snapshot.TakenAt ?? DateTimeOffset.MinValue).ThenBy(snapshot => snapshot.Name, StringComparer.Ordinal)];

    /// <summary>How long a snapshot of ours lives; null when it stays: where a weekly schedule rotates them, the quota ends them.</summary>
    public static TimeSpan? Lifetime(IStateReader state, long service, VmPackage package) =>
        package.SnapshotLifetimeDays == 0 || state.Schedule(service, Schedule) is { NextAt: not null } ? null : TimeSpan.FromDays(package.SnapshotLifetimeDays);

    /// <summary>The schedule that looks for what is too old.</summary>
    public static ScheduleRow ExpiryAt(long service, DateTimeOffset? at) => new()
    {
        ServiceId = service, Name = Expiry, Operation = VmOperations.ExpireSnapshots, NextAt = at,
    };

    /// <summary>The refusal of one more than the package allows.</summary>
    public static ProvisioningError QuotaReached(string what, long service, int quota) => new(ErrorIds.QuotaReached, ErrorKind.Quota,
        quota == 0
            ? $"The package of service {service} allows no {what}s; a larger package or the option '{(what == "backup" ? VmOption.Backups : VmOption.Snapshots)}' does."
            : $"Service {service} has the {quota} {what}(s) that its package allows; remove one, or ask with -Rotate to have the oldest removed.",
        service.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
