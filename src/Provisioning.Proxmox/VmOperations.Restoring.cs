using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <content>Snapshots and backups.</content>
internal static partial class VmOperations
{
    public const string TakeSnapshot = "TakeSnapshot";
    public const string RestoreSnapshot = "RestoreSnapshot";
    public const string RemoveSnapshot = "RemoveSnapshot";
    public const string ExpireSnapshots = "ExpireSnapshots";
    public const string CreateBackup = "CreateBackup";
    public const string RestoreBackup = "RestoreBackup";
    public const string RemoveBackup = "RemoveBackup";


    private static IEnumerable<OperationPlan> OnSnapshots(VmTools tools, IStep start, IStep running) =>
    [
        OnReady(TakeSnapshot, new MakeSnapshotRoom(tools), new TakeSnapshot(tools)),
        Back(RestoreSnapshot,
        [
            new RememberMachine(tools),
            new RollBack(tools),
            new StayOff(tools),
            new StopForChange(tools),
            .. Values(tools),
            new When(start, OffBefore),
            new When(running, OffBefore),
            new EndRestore(tools),
        ]),
        OnGrown(RemoveSnapshot, new RemoveSnapshot(tools)),
        OnGrown(ExpireSnapshots, new ExpireSnapshots(tools)),
    ];

    private static IEnumerable<OperationPlan> OnBackups(VmTools tools, IStep start, IStep running) =>
    [
        OnReady(CreateBackup, new MakeBackupRoom(tools), new MakeBackup(tools)),
        Back(RestoreBackup,
        [
            new CheckBackup(tools),
            new StopForGood(tools),
            new DeleteSnapshots(tools),
            new RestoreBackup(tools),
            new KeepMark(tools),
            .. Values(tools),
            new When(start, OffBefore),
            new When(running, OffBefore),
            new EndRestore(tools),
        ]) with
        {
            // A machine that was removed alone has left its backups.
            AllowedIn = [VmStatus.Ready, VmStatus.SetIp, VmStatus.Restore],
        },
        OnGrown(RemoveBackup, new RemoveBackup(tools)),
    ];

    /// <summary>What the package says of a machine, for one that has come back as it was on another day.</summary>
    private static IEnumerable<IStep> Values(VmTools tools) =>
    [
        new SetCpuRam(tools),
        new SetSystemDiskSize(tools),
        new SetSystemDiskBandwidth(tools),
        new ReattachDisk(tools),
        new SetCreatedAdditionalDisk(tools),
        new SetAdditionalDiskSize(tools),
        new SetAdditionalDiskBandwidth(tools),
        new SetNetwork(tools),
        new SetFirewall(tools),
        new SetCloudInit(tools),
    ];

    private static OperationPlan OnReady(string name, params IStep[] steps) => new(name, steps)
    {
        AllowedIn = [VmStatus.Ready],
        AllowedFor = Delivered,
    };

    private static OperationPlan OnGrown(string name, params IStep[] steps) => new(name, steps)
    {
        AllowedIn = Grown,
        AllowedFor = Delivered,
    };

    private static OperationPlan Back(string name, IReadOnlyList<IStep> steps) => new(name, steps)
    {
        EntryStatus = VmStatus.Restore,
        EndLocalStatus = VmStatus.Ready,
        Keeps = [VmStatus.Restore],
        AllowedIn = [VmStatus.Ready, VmStatus.Restore],
        AllowedFor = Delivered,
    };

    private static string? OffBefore(StepContext context) =>
        context.Service.Status == ServiceStatus.Suspended ? "the service is suspended"
        : VmData.Of(context.Service).StartAfterChange ? null
        : "it was off before";
}
