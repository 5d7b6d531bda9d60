using Provisioning.Proxmox;

namespace Provisioning.Tests.Worlds;

/// <summary>
/// What operations on snapshots and backups need before they have something to do: quotas, a machine that has changed since, and the name of
/// what they are to work on.
/// </summary>
internal static class RestoringSetup
{
    public const string Storage = "shared1";

    private static readonly Dictionary<string, string> Smaller = new()
    {
        [VmOption.CpuCores] = "2", [VmOption.SystemDisk] = "5", [VmOption.AdditionalDisk] = "0",
    };

    /// <summary>A package with room for one of each.</summary>
    public static VmPackage Package(int room = 1) => VmWorld.FullPackage with { Snapshots = room, Backups = room, BackupStorage = Storage };

    public static bool Knows(string operation) =>
        operation is "TakeSnapshot" or "RestoreSnapshot" or "RemoveSnapshot" or "ExpireSnapshots" or "CreateBackup" or "RestoreBackup" or "RemoveBackup";

    /// <summary>Brings a delivered machine, or a new one, to where the operation has something to do.</summary>
    /// <returns>The operation's arguments.</returns>
    public static string Prepare(VmWorld world, VmProcess process, string operation)
    {
        var catalog = new VmPackageCatalog(world.Store, world.Clock);
        catalog.Update(Package() with { SnapshotLifetimeDays = operation == "ExpireSnapshots" ? 1 : 0 });
        if (world.Services().Count == 0)
        {
            Assert.Null(Assert.Single(process.Order(1, order => order with { Options = operation.StartsWith("Restore", StringComparison.Ordinal) ? Smaller : [] })).Error);
            process.TickToTheEnd();
        }
        var backup = operation.EndsWith("Backup", StringComparison.Ordinal);
        process.Request(backup ? "CreateBackup" : "TakeSnapshot", 1, backup ? """{"Note":"first"}""" : """{"Name":"before","Note":"first"}""");
        process.TickToTheEnd();
        Assert.Null(Assert.Single(world.Services()).OperationState);
        switch (operation)
        {
            case "TakeSnapshot" or "CreateBackup":
                world.Clock.Advance(TimeSpan.FromMinutes(1));
                return """{"Note":"second","Rotate":true}""";
            case "ExpireSnapshots":
                world.Clock.Advance(TimeSpan.FromHours(25));
                return "{}";
            case "RestoreSnapshot" or "RestoreBackup":
                // The machine has grown since, and has a disk that the snapshot or the backup does not know.
                process.Change(new ChangeVm { WithdrawnOptions = [.. Smaller.Keys] });
                process.TickToTheEnd();
                if (backup) world.OnServer("/nodes/pve1/qemu/100/snapshot", ("snapname", "foreign"));
                break;
        }
        return backup ? $$"""{"Volume":"{{Assert.Single(Backups(world))}}"}""" : """{"Name":"before"}""";
    }

    /// <summary>What must have come of it once, whatever happened on the way.</summary>
    public static void Check(VmWorld world, string operation)
    {
        switch (operation)
        {
            case "TakeSnapshot":
                Assert.StartsWith("manual-", Assert.Single(world.Lab.FindVm(100)!.Snapshots), StringComparison.Ordinal);
                break;
            case "RestoreSnapshot":
                Assert.Equal(["before"], world.Lab.FindVm(100)!.Snapshots);
                Once("qmrollback");
                break;
            case "RemoveSnapshot" or "ExpireSnapshots":
                Assert.Empty(world.Lab.FindVm(100)!.Snapshots);
                break;
            case "CreateBackup":
                Assert.Single(Backups(world));
                Assert.Equal(2, world.Lab.Tasks.Count(task => task is { Type: "vzdump", ExitStatus: "OK" }));
                break;
            case "RestoreBackup":
                Assert.Empty(world.Lab.FindVm(100)!.Snapshots);
                Assert.Single(Backups(world));
                Once("qmrestore");
                break;
            case "RemoveBackup":
                Assert.Empty(Backups(world));
                break;
        }

        void Once(string type) => Assert.Equal(1, world.Lab.Tasks.Count(task => task.Type == type && task.ExitStatus == "OK"));
    }

    private static IReadOnlyList<string> Backups(VmWorld world) => Volumes.Backups(world);
}
