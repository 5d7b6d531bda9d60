using System.Globalization;
using Provisioning.CrashHost;
using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>
/// One schedule of misfortune, drawn from a seed: orders, requests for every operation there is, faults of the server, machines, backups and
/// snapshots of strangers, locks held by others, processes that die.
/// It runs in memory on the fake clock, so that a seed replays exactly.
/// </summary>
internal sealed class ChaosSchedule
{
    private static readonly string[] Paths =
    [
        "*/clone", "*/config", "*/resize", "*/firewall/*", "*/status/*", "*/status/current", "*/snapshot*", "*/content*", "*/unlink", "/cluster/tasks", "/cluster/resources", "*/tasks/*", "*",
    ];

    /// <summary>Snapshots, and backups, that the package lets a service have.</summary>
    private const int Room = 2;

    private readonly Random _random;
    private readonly List<string> _story = [];
    private readonly Dictionary<int, IReadOnlyDictionary<string, string>> _strangers = [];
    private readonly Dictionary<string, (long Service, bool IsStrangers)> _backups = [];
    private readonly List<(string Name, long Service)> _strangersSnapshots = [];
    private bool _powerFailed;

    private ChaosSchedule(int seed) => _random = new Random(seed);

    /// <summary>Runs a seed and checks what must hold.</summary>
    /// <returns>The journal, for comparing replays.</returns>
    public static IReadOnlyList<string> Run(int seed)
    {
        var schedule = new ChaosSchedule(seed);
        using var world = schedule.Build(seed);
        try
        {
            schedule.Play(world);
            schedule.HoldsToTheEnd(world);
            return [.. world.Journal().Select(e => $"{e.At:O} {e.ServiceId} {e.Event} {e.Step} {e.ErrorId} {e.Message}")];
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Assert.Fail($"seed {seed}: {failure.Message}\n{string.Join('\n', schedule._story)}\n"
                + string.Join('\n', world.Journal().Select(e => $"{e.At:HH:mm:ss.fff} {e.Worker} #{e.ServiceId} {e.Event} {e.Step} {e.Message}")));
            throw;
        }
    }

    private VmWorld Build(int seed)
    {
        var scenario = LabScenario.Demo();
        scenario.Seed = seed;
        scenario.LegacyErrors = Chance(0.2);
        scenario.ResizeReturnsNull = Chance(0.2);
        scenario.ResourceLagSeconds = Chance(0.5) ? 10 : 0;
        if (Chance(0.3)) scenario.Durations = LabDurations.All(0);
        scenario.Vms.Add(AnotherTemplate(scenario.Vm(9000)));
        if (Chance(0.4)) scenario.Vms.Add(Stranger(_random.Next(100, 104)));
        return new VmWorld(scenario, RestoringSetup.Package(Room) with { SnapshotLifetimeDays = Chance(0.5) ? 1 : 0 }, addresses: _random.Next(2, 12));
    }

    private void Play(VmWorld world)
    {
        if (Chance(0.6)) Settle(world);
        for (var i = _random.Next(1, 5); i > 0; i--) AddFault(world);
        var alive = new List<VmProcess>();
        try
        {
            Order(world, alive);
            for (var round = 0; round < 12; round++)
            {
                if (Chance(0.15)) AddFault(world);
                if (Chance(0.1)) Tell(world, "somebody holds a lock", () => world.Lab.HoldLock(Chance(0.5) ? "storage:shared1" : $"vm:{_random.Next(100, 106)}", TimeSpan.FromSeconds(_random.Next(5, 40))));
                if (Chance(0.05)) Node(world);
                if (Chance(0.15)) Order(world, alive);
                if (Chance(0.7)) Ask(world, alive);
                if (Chance(0.1)) Meddle(world);
                Step(world, alive);
                Look(world);
                world.Clock.Advance(TimeSpan.FromSeconds(_random.Next(0, 45)));
                if (Chance(0.01)) Tell(world, "a day goes by", () => world.Clock.Advance(TimeSpan.FromHours(25)));
            }
            Calm(world);
            foreach (var process in alive) process.Dispose();
            alive.Clear();
            world.Clock.Advance(TimeSpan.FromSeconds(90));
            using var last = world.Start(worker: "last");
            last.TickToTheEnd();
            HoldsToTheEnd(world);
            // What stopped goes on when somebody asks for it, now that nothing is broken any more.
            var stopped = world.Services().Where(s => s.OperationState == OperationState.Stopped).Select(s => s.Id).ToList();
            if (stopped.Count == 0) return;
            Tell(world, $"taken up: {string.Join(", ", stopped)}", () => last.Tick(new TickOptions { ServiceIds = stopped }));
            last.TickToTheEnd();
        }
        finally
        {
            foreach (var process in alive) process.Dispose();
        }
    }

    /// <summary>Before the storm: machines that are delivered, have snapshots and backups, and have changed since.</summary>
    private void Settle(VmWorld world)
    {
        using var process = world.Start(worker: "before");
        var count = _random.Next(1, 3);
        Tell(world, $"{count} settle", () => process.Order(count, order => order with { Options = ChaosRequests.Options(_random) }));
        if (Chance(0.3))
        {
            world.Lab.AddVm(Strangers.Machine());
            Tell(world, $"VM {Strangers.VmId} is taken over", () => process.Adopt(Strangers.Request));
        }
        process.TickToTheEnd();
        foreach (var operation in new[] { VmOperations.TakeSnapshot, VmOperations.CreateBackup, VmOperations.ChangePackage })
        {
            foreach (var service in world.Services())
                if (Chance(0.7)) Tell(world, $"{operation} of {service.Id}", () => process.Request(operation, service.Id, ChaosRequests.ArgumentsOf(operation, world, service.Id, _random)));
            process.TickToTheEnd();
        }
        Look(world);
    }

    /// <summary>One of up to three processes ticks; it may be fated to die in it.</summary>
    private void Step(VmWorld world, List<VmProcess> alive)
    {
        alive.RemoveAll(p => p.Plan.Death is not null);
        if (alive.Count == 0 || (alive.Count < 3 && Chance(0.3))) alive.Add(NewProcess(world, alive.Count));
        var process = alive[_random.Next(alive.Count)];
        try
        {
            process.Tick(new TickOptions
            {
                MaxConcurrency = _random.Next(1, 9),
                TimeBudget = Chance(0.2) ? TimeSpan.FromSeconds(_random.Next(1, 20)) : null,
            });
        }
        catch (SimulatedCrashException crash)
        {
            Tell(world, crash.Message);
        }
    }

    private VmProcess NewProcess(VmWorld world, int number)
    {
        var plan = Chance(0.4) ? CrashPlan.DieAt(_random.Next(0, 200)) : CrashPlan.Survive();
        return world.Start(plan, $"w{number}");
    }

    private void Order(VmWorld world, List<VmProcess> alive)
    {
        var count = _random.Next(1, 5);
        Tell(world, $"{count} orders", () =>
        {
            alive.RemoveAll(p => p.Plan.Death is not null);
            if (alive.Count == 0) alive.Add(NewProcess(world, 0));
            try
            {
                alive[0].Order(count);
            }
            catch (SimulatedCrashException)
            {
                // The order died with its process; nothing of it may be left.
            }
        });
    }

    /// <summary>Asks for something, whatever the service is at. Most of it waits its turn or is refused.</summary>
    private void Ask(VmWorld world, List<VmProcess> alive)
    {
        var services = world.Services();
        if (services.Count == 0) return;
        alive.RemoveAll(p => p.Plan.Death is not null);
        if (alive.Count == 0) alive.Add(NewProcess(world, 0));
        var id = services[_random.Next(services.Count)].Id;
        var (operation, arguments) = ChaosRequests.Draw(alive[0].Operations, world, id, _random);
        var password = operation is VmOperations.Reinstall or VmOperations.ResetPassword && Chance(0.5) ? new SecretText($"chosen-{_random.Next(10)}") : null;
        try
        {
            alive[0].Engine.Requests.Request(id, operation, arguments, secrets: password is null ? null : new Dictionary<string, SecretText> { [VmSecrets.Password] = password });
            Tell(world, $"{operation} of {id} {arguments}");
        }
        catch (ProvisioningException refused) when (refused.Error.Id == ErrorIds.StatusForbids)
        {
            Tell(world, refused.Error.Message);
        }
        catch (SimulatedCrashException crash)
        {
            Tell(world, crash.Message);
        }
    }

    /// <summary>Somebody else backs a machine up or takes a snapshot of it.</summary>
    private void Meddle(VmWorld world)
    {
        var machines = world.Lab.Vms.Where(vm => !vm.IsTemplate && vm.Lock is null && Invariants.IsMarked(vm)).ToList();
        if (machines.Count == 0) return;
        var vm = machines[_random.Next(machines.Count)];
        var owner = world.Services().Single(s => s.RemoteId == vm.Vmid.ToString(CultureInfo.InvariantCulture)).Id;
        if (Chance(0.5))
        {
            var name = $"s{_strangersSnapshots.Count + 1}";
            Tell(world, $"somebody takes the snapshot {name} of {vm.Vmid}", () => world.Lab.AddSnapshot(vm.Vmid, name));
            _strangersSnapshots.Add((name, owner));
        }
        else
        {
            Tell(world, $"somebody backs {vm.Vmid} up", () => _backups[Volumes.WithoutNode(world.Lab.AddBackup(vm.Vmid, RestoringSetup.Storage))] = (owner, true));
        }
    }

    /// <summary>What must hold at any moment, and what there is of strangers by now.</summary>
    private void Look(VmWorld world)
    {
        Invariants.NothingIsGivenBackTooEarly(world);
        foreach (var vm in world.Lab.Vms)
            if (!vm.IsTemplate && vm.Lock is null && !Invariants.IsMarked(vm)) _strangers.TryAdd(vm.Vmid, vm.Config);
        foreach (var volume in Volumes.Backups(world))
            if (!_backups.ContainsKey(volume) && world.Services().SingleOrDefault(s => s.VmId == Volumes.VmIdOf(volume)) is { } owner) _backups.Add(volume, (owner.Id, false));
    }

    private void HoldsToTheEnd(VmWorld world)
    {
        Invariants.Hold(world, _powerFailed);
        foreach (var (vmid, config) in _strangers)
        {
            var now = world.Lab.FindVm(vmid);
            Assert.True(now is not null && config.OrderBy(c => c.Key).SequenceEqual(now.Config.OrderBy(c => c.Key)), $"VM {vmid} is a stranger's and was changed");
        }
        var there = Volumes.Backups(world).ToHashSet(StringComparer.Ordinal);
        foreach (var (volume, (service, isStrangers)) in _backups)
            if (!there.Contains(volume)) Assert.True(MayLoseBackup(world, service, volume, isStrangers), $"backup {volume} of service {service} is gone");
        foreach (var service in world.Services())
        {
            if (service.VmId is not { } id || world.Lab.FindVm(id) is not { } vm || !Invariants.IsMarked(vm)) continue;
            var strangers = _strangersSnapshots.Where(snapshot => snapshot.Service == service.Id).Select(snapshot => snapshot.Name).ToList();
            Assert.True(vm.Snapshots.Except(strangers).Count() <= Room, $"VM {vm.Vmid} has more snapshots than the package lets it have: {string.Join(", ", vm.Snapshots)}");
            foreach (var name in strangers.Except(vm.Snapshots)) Assert.True(MayLoseSnapshot(world, service.Id, name), $"snapshot {name} of service {service.Id} is gone");
        }
    }

    /// <summary>Whether anybody asked for something that takes a backup along.</summary>
    private static bool MayLoseBackup(VmWorld world, long service, string volume, bool isStrangers) => Begun(world, service).Any(asked => asked.Operation switch
    {
        StandardOperations.Terminate => asked.Arguments != Arguments.Terminate(keepBackups: true),
        VmOperations.RemoveBackup => Json.Read<BackupArguments>(asked.Arguments, "arguments").Volume == volume,
        VmOperations.CreateBackup => !isStrangers && Json.Read<BackupArguments>(asked.Arguments, "arguments").Rotate,
        _ => false,
    });

    /// <summary>Whether anybody asked for something that takes a snapshot along that is not ours: its own removal, or the machine's end.</summary>
    private static bool MayLoseSnapshot(VmWorld world, long service, string name) => Begun(world, service).Any(asked => asked.Operation switch
    {
        VmOperations.RemoveSnapshot => Json.Read<SnapshotArguments>(asked.Arguments, "arguments").Name == name,
        // Snapshots hold on to a disk that is to go.
        VmOperations.ChangePackage => Json.Read<ChangeArguments>(asked.Arguments, "arguments").Options?.GetValueOrDefault(VmOption.AdditionalDisk) == "0",
        VmOperations.RestoreBackup or VmOperations.Reinstall or VmCommands.RemoveInstance or StandardOperations.Terminate => true,
        _ => false,
    });

    private static IEnumerable<(string Operation, string Arguments)> Begun(VmWorld world, long service) => Invariants.Operations(world, service)
        .Where(operation => operation.StartedAt is not null)
        .Select(operation => (operation.Name, world.Store.Read(r => r.Operation(operation.Id))!.Arguments));

    private void Node(VmWorld world)
    {
        var node = "pve" + _random.Next(1, 4).ToString(CultureInfo.InvariantCulture);
        var online = Chance(0.5);
        _powerFailed |= !online;
        Tell(world, $"{node} {(online ? "comes" : "goes")}", () => world.Lab.SetNodeOnline(node, online));
    }

    /// <summary>The storm is over: what was broken is whole again, what was taken stays taken.</summary>
    private static void Calm(VmWorld world)
    {
        world.Lab.Faults.Clear();
        foreach (var node in new[] { "pve1", "pve2", "pve3" }) world.Lab.SetNodeOnline(node, true);
    }

    private void AddFault(VmWorld world)
    {
        var fault = new LabFault
        {
            Path = Paths[_random.Next(Paths.Length)],
            Method = Chance(0.5) ? null : _random.Next(4) switch { 0 => "GET", 1 => "POST", 2 => "PUT", _ => "DELETE" },
            Times = _random.Next(1, 4),
            Probability = Chance(0.5) ? 1 : 0.4,
            Effect = Effect(),
        };
        _story.Add($"{world.Clock.GetUtcNow():HH:mm:ss} fault {fault.Method} {fault.Path} x{fault.Times}: {Show(fault.Effect)}");
        world.Lab.Faults.Add(fault);
    }

    private LabEffect Effect() => _random.Next(13) switch
    {
        0 => new LabEffect { Status = 500, Text = "got no worker upid - start worker failed" },
        1 => new LabEffect { Status = 595, Text = "Connection refused" },
        2 => new LabEffect { Status = 596, Text = "Connection timed out", StatusMoment = LabMoment.After },
        3 => new LabEffect { Status = 596, Text = "Connection timed out", StatusMoment = LabMoment.Before },
        4 => new LabEffect { Drop = LabMoment.Before },
        5 => new LabEffect { Drop = LabMoment.After },
        6 => new LabEffect { Hang = Chance(0.5) ? LabMoment.Before : LabMoment.After },
        7 => new LabEffect { DelaySeconds = _random.Next(1, 50) },
        8 => new LabEffect { TaskError = "clone failed: can't lock file '/var/lock/pve-manager/pve-storage-shared1' - got timeout" },
        9 => new LabEffect { TaskWarning = "something was odd" },
        10 => new LabEffect { StealVmid = Chance(0.5) ? LabMoment.Before : LabMoment.After },
        11 => Chance(0.5) ? new LabEffect { Truncate = true } : new LabEffect { Garbage = "<html>gateway</html>" },
        _ => new LabEffect { TaskExtraSeconds = _random.Next(1, 120) },
    };

    private static string Show(LabEffect effect) => string.Join(", ", typeof(LabEffect).GetProperties()
        .Select(p => (p.Name, Value: p.GetValue(effect)))
        .Where(p => p.Value is not null and not (0d or false or 30d) && p.Value is not IList<string> { Count: 0 })
        .Select(p => $"{p.Name}={p.Value}"));

    private static ScenarioVm AnotherTemplate(ScenarioVm like) => new()
    {
        Vmid = 9001, Node = like.Node, Guest = like.Guest, Config = like.Config.ToDictionary(option => option.Key, option => option.Value.Replace("9000", "9001", StringComparison.Ordinal)),
    };

    private static ScenarioVm Stranger(int vmid) => new()
    {
        Vmid = vmid,
        Node = "pve1",
        Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512", ["cores"] = "1", ["description"] = "somebody else's" },
    };

    private bool Chance(double chance) => _random.NextDouble() < chance;

    private void Tell(VmWorld world, string what, Action? action = null)
    {
        _story.Add($"{world.Clock.GetUtcNow():HH:mm:ss} {what}");
        action?.Invoke();
    }
}
