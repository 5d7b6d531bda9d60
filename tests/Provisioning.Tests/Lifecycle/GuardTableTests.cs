using Provisioning.Engine;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>
/// Every operation in every local status that allows it, on a machine that runs, is stopped, or is locked by something of the server's.
/// Generated from the plans: a new operation is in it without anyone adding a row. The statuses that forbid it are <see cref="GuardTests"/>'.
/// </summary>
public sealed class GuardTableTests
{
    private const int VmId = 100;

    private static readonly string[] Locks = ["backup", "clone", "migrate", "snapshot"];

    public static TheoryData<string> Operations
    {
        get
        {
            using var world = new VmWorld();
            using var process = world.Start();
            return [.. process.Operations.Values.Where(plan => plan.OnRequest).Select(plan => plan.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_free_machine_is_worked_on_as_its_marks_say(string operation)
    {
        foreach (var runs in new[] { true, false })
            foreach (var local in AllowedIn(operation))
            {
                using var bench = new Bench(operation, runs, local);
                bench.Process.Request(operation, 1, bench.Arguments);
                bench.Process.TickToTheEnd();
                var found = $"{operation} in '{local}' on a machine that is {(runs ? "running" : "stopped")}: {bench.Service.LocalStatus} {bench.Service.OperationState} {bench.Service.LastError?.Message}";
                if (runs && MustBeStopped(operation))
                {
                    Assert.True(bench.Service is { OperationState: OperationState.Stopped, LastError.Id: ErrorIds.MachineRunning } && bench.Service.LocalStatus == local, found);
                    Assert.Contains("is running", bench.Service.LastError!.Message, StringComparison.Ordinal);
                    Assert.Contains("Stop-ProvisionedVm", bench.Service.LastError.Message, StringComparison.Ordinal);
                    Assert.Empty(bench.Changes);
                }
                else
                {
                    Assert.True(bench.Service.OperationState is null && bench.Service.LocalStatus == Ends(operation, local), found);
                }
            }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_locked_machine_is_left_alone_until_the_lock_goes(string operation)
    {
        var allowed = AllowedIn(operation);
        foreach (var (local, held) in allowed.SkipLast(1).Select(local => (local, Locks[0])).Concat(Locks.Select(held => (allowed[^1], held))))
            foreach (var runs in MustBeStopped(operation) ? [false] : new[] { true, false })
            {
                using var bench = new Bench(operation, runs, local);
                bench.World.Lab.SetOption(VmId, "lock", held);
                bench.Process.Request(operation, 1, bench.Arguments);
                for (var i = 0; i < 6; i++)
                {
                    bench.Process.Tick();
                    bench.World.Clock.Advance(TimeSpan.FromSeconds(10));
                }
                var found = $"{operation} in '{local}', locked ({held}), {(runs ? "running" : "stopped")}: {bench.Service.OperationState} {bench.Service.LastError?.Message}";
                Assert.True(bench.World.Lab.FindVm(VmId) is { } machine && machine.Lock == held, found);
                Assert.True(!bench.Changes.Any(), $"{found}; touched: {string.Join(", ", bench.Changes)}");
                // What finds nothing to do need not wait.
                if (bench.Service.OperationState is not null) Assert.True(bench.Service is { OperationState: OperationState.Waiting } && bench.Service.RemoteLock == held, found);
                else Assert.True(NeedsNothing(operation, runs), found + " did not wait");
                bench.World.Lab.SetOption(VmId, "lock", null);
                bench.Process.TickToTheEnd();
                Assert.True(bench.Service.OperationState is null, $"{operation} after the lock ({held}): {bench.Service.LastError?.Message}");
            }
    }

    /// <summary>Operations that leave such a machine as it is.</summary>
    private static bool NeedsNothing(string operation, bool runs) => operation switch
    {
        VmCommands.SetDedicatedIp or VmCommands.CloneTemplate or "SyncDns" => true,
        // Of a creation only the start is left by then.
        "Start" or "Resume" or "Deploy" => runs,
        "Stop" or "Suspend" => !runs,
        _ => false,
    };

    private static bool MustBeStopped(string operation) => VmCommands.All.Any(c => c.Name == operation && c.Mark == VmMark.MustBeStopped);

    private static string Ends(string operation, string local) => operation switch
    {
        "Terminate" => VmStatus.Terminated,
        "Deploy" or "ChangePackage" or "Start" or "SyncDns" or "Reinstall" or "Repair" or "Register" or "RestoreSnapshot" or "RestoreBackup" => VmStatus.Ready,
        VmCommands.RemoveInstance => VmStatus.SetIp,
        _ when VmCommands.All.FirstOrDefault(c => c.Name == operation) is { } command && local != VmStatus.Ready => command.Completes,
        _ => local,
    };

    private static IReadOnlyList<string> AllowedIn(string operation)
    {
        using var world = new VmWorld();
        using var process = world.Start();
        return process.Operations[operation].AllowedIn is { Count: > 0 } some ? some : VmStatus.All;
    }

    /// <summary>A delivered machine, put into a state.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly int _before;

        public Bench(string operation, bool runs, string local)
        {
            Process = World.Start();
            Process.Order();
            Process.TickToTheEnd();
            if (RestoringSetup.Knows(operation)) Arguments = RestoringSetup.Prepare(World, Process, operation);
            if (!runs)
            {
                Process.Request("Stop");
                Process.TickToTheEnd();
            }
            var allowed = Process.Operations[operation].AllowedFor;
            World.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with
            {
                LocalStatus = local, Status = allowed.Contains(ServiceStatus.Active) ? ServiceStatus.Active : allowed[0],
            }));
            _before = World.Lab.RequestLog.Count;
        }

        public VmWorld World { get; } = new();
        public VmProcess Process { get; }
        public string Arguments { get; } = "{}";
        public ProvisionedService Service => World.Services()[0];

        /// <summary>Requests since then that change something of the machine.</summary>
        public IEnumerable<string> Changes => World.Lab.RequestLog.Skip(_before)
            .Where(r => r.Method != "GET" && (r.Path + "/").Contains("/qemu/100/", StringComparison.Ordinal)).Select(r => $"{r.Method} {r.Path}");

        public void Dispose()
        {
            Process.Dispose();
            World.Dispose();
        }
    }
}
