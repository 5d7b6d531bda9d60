using System.Text.RegularExpressions;
using Provisioning.CrashHost;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>A lock that comes while an operation is under way, just before the last look that precedes a request, is waited for like any other.</summary>
public sealed class LateLockTests
{
    [Theory]
    [InlineData("ChangePackage", "before PUT .*/unlink$", VmOption.AdditionalDisk, "0")]
    [InlineData("Register", "before PUT .*/qemu/555/config$")]
    public void A_lock_that_comes_before_the_last_look_is_waited_for(string operation, string relying, string? option = null, string? value = null)
    {
        var moments = new List<string>();
        using (var free = new VmWorld())
        {
            Ask(free, operation, option, value);
            using var undisturbed = free.Start(CrashPlan.Tell(moments.Add));
            undisturbed.TickToTheEnd();
        }
        var request = moments.FindIndex(moment => Regex.IsMatch(moment, relying));
        var look = moments.FindLastIndex(request, moment => moment.StartsWith("before GET", StringComparison.Ordinal) && moment.Contains("/config", StringComparison.Ordinal));
        Assert.True(look >= 0 && look < request, string.Join('\n', moments));

        using var world = new VmWorld();
        Ask(world, operation, option, value);
        var (vm, passed, before) = (operation == "Register" ? Strangers.VmId : 100, 0, -1);
        using var process = world.Start(CrashPlan.Tell(_ =>
        {
            if (passed++ != look) return;
            world.Lab.SetOption(vm, "lock", "backup");
            before = world.Lab.RequestLog.Count;
        }));
        for (var ticks = 0; ticks < 400 && before < 0; ticks++)
            if (process.Tick().NextDueAt is { } due && before < 0 && due > world.Clock.GetUtcNow()) world.Clock.Advance(due - world.Clock.GetUtcNow());
        Assert.True(before >= 0, "the look never came");
        for (var i = 0; i < 6; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            process.Tick();
        }
        Assert.Empty(world.Lab.RequestLog.Skip(before).Where(r => r.Method != "GET").Select(r => $"{r.Method} {r.Path}"));
        Assert.Equal((OperationState.Waiting, "backup"), (world.Services()[0].OperationState, world.Services()[0].RemoteLock));
        world.Lab.SetOption(vm, "lock", null);
        process.TickToTheEnd();
        Assert.True(world.Services()[0].OperationState is null, world.Services()[0].LastError?.Message);
        Invariants.Hold(world);
    }

    /// <summary>Asks for the operation; for another change of the package, where one is named.</summary>
    private static void Ask(VmWorld world, string operation, string? option, string? value)
    {
        PreparedOperation.Ask(world, operation);
        if (option is null) return;
        using var before = world.Start(worker: "before");
        before.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.IPv4Addresses] = "3" } });
        before.TickToTheEnd();
        before.Change(new ChangeVm { Options = new Dictionary<string, string> { [option] = value! } });
    }
}
