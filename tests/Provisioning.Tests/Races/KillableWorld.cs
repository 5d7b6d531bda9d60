using System.Diagnostics;
using Provisioning.CrashHost;
using Provisioning.Lab;
using Provisioning.Tests.Store;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Races;

/// <summary>
/// A world in which an operation was asked for and which a process of its own works in: one store on disk, one data centre behind HTTPS. What
/// comes before and after happens in the test's own process, on the fake clock.
/// </summary>
internal sealed class KillableWorld : IAsyncDisposable
{
    private readonly StoreFolder _folder = StoreFolder.ForChildren();
    private readonly LabServer _server;

    private KillableWorld(FakeClock clock, LabServer server)
    {
        _server = server;
        _folder.Options = _folder.Options with { Clock = clock };
        Here = new VmWorld(clock, _folder.Open(), server);
    }

    /// <summary>The world as this process sees it.</summary>
    public VmWorld Here { get; }

    /// <summary>The steps of what was asked for, from its plan: a new one is covered as soon as it is there.</summary>
    public IEnumerable<string> Steps
    {
        get
        {
            using var process = Here.Start();
            return process.Operations[Invariants.Operations(Here, 1)[^1].Name].Steps.Select((step, index) => Moment.StepAt(index, step.Name));
        }
    }

    /// <summary>Everything in the data centre happens at once: what takes time here is processes.</summary>
    public static async Task<KillableWorld> StartAsync(string operation)
    {
        var clock = new FakeClock();
        var scenario = LabScenario.Demo();
        scenario.Durations = LabDurations.All(0);
        scenario.ResourceLagSeconds = 0;
        var world = new KillableWorld(clock, await LabServer.StartAsync(new LabOptions { Scenario = scenario, Time = clock }));
        PreparedOperation.Ask(world.Here, operation);
        return world;
    }

    /// <summary>Lets a process do what was asked for, to its end; answers with the moments that it passed.</summary>
    public Task<IReadOnlyList<Moment>> SurviveAsync() => WhileTimeGoesByAsync(async () =>
    {
        using var child = Start();
        var printed = await child.EndedWellAsync();
        return (IReadOnlyList<Moment>)[.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Moment.Parse)];
    });

    /// <summary>Lets a process do what was asked for until it comes to a moment, and kills it there; false when it ended well without coming there.</summary>
    public Task<bool> KillAtAsync(Moment moment) => WhileTimeGoesByAsync(async () =>
    {
        using var victim = Start(moment.ToString());
        if (!await victim.PrintsAsync(moment.ToString()))
        {
            await victim.EndedWellAsync();
            return false;
        }
        await victim.KillAsync();
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        Here.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private Child Start(params string[] moment)
    {
        var clockFile = _folder["clock"];
        File.Delete(clockFile);
        new MovableClock(clockFile).Advance(Here.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow());
        return new Child(["mortal-tick", _folder.Path, clockFile, .. moment]);
    }

    /// <summary>A child lives in real time, so the data centre has to keep pace with it.</summary>
    private async Task<T> WhileTimeGoesByAsync<T>(Func<Task<T>> live)
    {
        var living = live();
        for (var last = Stopwatch.GetTimestamp(); !living.IsCompleted;)
        {
            await Task.WhenAny(living, Task.Delay(TimeSpan.FromMilliseconds(5)));
            var now = Stopwatch.GetTimestamp();
            Here.Clock.Advance(Stopwatch.GetElapsedTime(last, now));
            last = now;
        }
        return await living;
    }
}
