using Provisioning.Engine;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>What chaos asks for: any operation that may be asked for, with arguments where it takes some.</summary>
internal static class ChaosRequests
{
    private const string None = "{}";

    /// <summary>Operations with arguments. One without needs no row; one that can't do without them and has no row fails a test.</summary>
    private static readonly Dictionary<string, Func<Random, string>> Drawn = new()
    {
        [StandardOperations.Suspend] = PowerOff,
        [VmOperations.Stop] = PowerOff,
        [VmOperations.Restart] = PowerOff,
        [StandardOperations.Terminate] = random => Provisioning.Engine.Arguments.Terminate(keepBackups: random.Next(3) == 0),
        [VmOperations.ChangePackage] = ChangePackage,
        [VmOperations.Reinstall] = random => Json.Write(new ReinstallArguments { Template = random.Next(3) == 0 ? 9001 : null }),
        [VmOperations.ResetPassword] = random => Json.Write(new PasswordArguments { Restart = random.Next(3) > 0 }),
        [VmOperations.Repair] = random => Json.Write(new RepairArguments { AllowRestart = random.Next(2) == 0 }),
        [VmOperations.TakeSnapshot] = random => Json.Write(new SnapshotArguments
        {
            Name = random.Next(2) == 0 ? $"named{random.Next(3)}" : null, WithMemory = random.Next(3) == 0, Rotate = random.Next(3) > 0,
        }),
        [VmOperations.CreateBackup] = random => Json.Write(new BackupArguments { Mode = (VmBackupMode)random.Next(3), Rotate = random.Next(3) > 0 }),
    };

    /// <summary>Operations on something that is there at that moment, or, now and then, is not.</summary>
    private static readonly Dictionary<string, Func<VmWorld, long, Random, string>> OnWhatIsThere = new()
    {
        [VmOperations.RestoreSnapshot] = OneSnapshot,
        [VmOperations.RemoveSnapshot] = OneSnapshot,
        [VmOperations.RestoreBackup] = OneBackup,
        [VmOperations.RemoveBackup] = OneBackup,
    };

    private static readonly string[] Backwards = [VmOperations.RestoreSnapshot, VmOperations.RestoreBackup, VmOperations.Reinstall];

    /// <summary>Something to ask of a service.</summary>
    public static (string Operation, string Arguments) Draw(IReadOnlyDictionary<string, OperationPlan> operations, VmWorld world, long service, Random random)
    {
        var names = operations.Values.Where(plan => plan.OnRequest).Select(plan => plan.Name).Order(StringComparer.Ordinal).ToList();
        // The way back has most to lose, where there is one.
        var ways = Backwards.Where(way => way != VmOperations.RestoreSnapshot || SnapshotsOf(world, service) is { Count: > 0 }).Where(way => way != VmOperations.RestoreBackup || BackupsOf(world, service).Count > 0).ToList();
        var operation = random.Next(4) == 0 ? ways[random.Next(ways.Count)] : names[random.Next(names.Count)];
        return (operation, ArgumentsOf(operation, world, service, random));
    }

    /// <summary>Arguments for it.</summary>
    public static string ArgumentsOf(string operation, VmWorld world, long service, Random random) =>
        OnWhatIsThere.TryGetValue(operation, out var choose) ? choose(world, service, random)
        : Drawn.TryGetValue(operation, out var draw) ? draw(random)
        : None;

    private static string OneSnapshot(VmWorld world, long service, Random random) =>
        Json.Write(new SnapshotArguments { Name = OneOf(SnapshotsOf(world, service), random) ?? "never-taken" });

    /// <summary>Mostly one of the service's machine; else it is another's, which must be refused.</summary>
    private static string OneBackup(VmWorld world, long service, Random random)
    {
        var own = BackupsOf(world, service);
        return Json.Write(new BackupArguments { Volume = OneOf(own.Count > 0 && random.Next(6) > 0 ? own : Volumes.Backups(world), random) ?? "shared1:backup/never-made" });
    }

    private static IReadOnlyList<string> SnapshotsOf(VmWorld world, long service) => VmIdOf(world, service) is { } id && world.Lab.FindVm(id) is { } vm ? vm.Snapshots : [];

    private static IReadOnlyList<string> BackupsOf(VmWorld world, long service) => [.. Volumes.Backups(world).Where(volume => Volumes.VmIdOf(volume) == VmIdOf(world, service))];

    private static int? VmIdOf(VmWorld world, long service) => world.Services().Single(s => s.Id == service).VmId;

    private static string? OneOf(IReadOnlyList<string> some, Random random) => some.Count > 0 ? some[random.Next(some.Count)] : null;

    private static string PowerOff(Random random) => Provisioning.Engine.Arguments.PowerOff(random.Next(3) switch
    {
        0 => new PowerOffRequest { Force = true },
        1 => new PowerOffRequest { TimeLimit = TimeSpan.FromSeconds(random.Next(1, 200)) },
        _ => null,
    });

    /// <summary>Options that an order may name.</summary>
    public static Dictionary<string, string> Options(Random random) => Changes(random).Options;

    private static string ChangePackage(Random random)
    {
        var (options, withdrawn) = Changes(random);
        return Json.Write(new ChangeArguments { Options = options, Withdrawn = withdrawn });
    }

    private static (Dictionary<string, string> Options, List<string> Withdrawn) Changes(Random random)
    {
        var (options, withdrawn) = (new Dictionary<string, string>(), new List<string>());
        foreach (var (option, values) in new (string, string[])[]
        {
            (VmOption.CpuCores, ["1", "2", "8"]),
            (VmOption.Ram, ["2", "16"]),
            (VmOption.SystemDisk, ["0", "5", "15"]),
            (VmOption.AdditionalDisk, ["0", "0", "10", "25"]),
            (VmOption.AdditionalDiskReadBandwidth, ["0", "75"]),
            (VmOption.NetworkBandwidth, ["10", "50"]),
            (VmOption.IPv4Addresses, ["1", "3"]),
            (VmOption.IPv6Addresses, ["0", "2"]),
        })
            switch (random.Next(6))
            {
                case 0:
                    withdrawn.Add(option);
                    break;
                case 1 or 2:
                    options[option] = values[random.Next(values.Length)];
                    break;
            }
        return (options, withdrawn);
    }
}
