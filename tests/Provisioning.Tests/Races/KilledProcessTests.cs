using System.Collections.Concurrent;
using Provisioning.CrashHost;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Races;

/// <summary>
/// Every operation in a real process that is killed. The moments come from an undisturbed process, so a new step is covered without anyone
/// adding a row.
/// </summary>
[Collection(nameof(Survey))]
public class KilledProcessTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("PROVISIONING_FULL") == "1";

    /// <summary>Once a step, at its worst moment; at every moment with PROVISIONING_FULL=1.</summary>
    [Theory]
    [MemberData(nameof(PreparedOperation.Names), MemberType = typeof(PreparedOperation))]
    public async Task After_a_kill_in_any_step_another_process_finishes_and_leaves_nothing_behind(string operation)
    {
        var moments = await SurveyAsync(operation);
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Full ? moments : WorstPerStep(moments), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (moment, _) =>
        {
            try
            {
                await KillAsync(operation, moment);
            }
            catch (Exception failure)
            {
                failures.Enqueue($"{moment}: {failure.Message}");
            }
        });
        Assert.True(failures.IsEmpty, string.Join('\n', failures));
    }

    private static async Task<IReadOnlyList<Moment>> SurveyAsync(string operation)
    {
        await using var world = await KillableWorld.StartAsync(operation);
        var moments = await world.SurviveAsync();
        PreparedOperation.DemandDone(world.Here, operation);
        Assert.Equal(world.Steps, moments.Select(moment => moment.Step).Distinct().Where(step => step != Moment.TheEnd));
        return moments;
    }

    private static async Task KillAsync(string operation, Moment moment)
    {
        await using var world = await KillableWorld.StartAsync(operation);
        // Real tasks take real time: one more look at them may have been needed when the moments were surveyed. A first time always comes.
        if (!await world.KillAtAsync(moment)) Assert.True(moment.Time > 1, "The process did not come there.");
        // The victim's lease and the time in which its clone could still come into being.
        world.Here.Clock.Advance(TimeSpan.FromMinutes(3));
        using var heir = world.Here.Start(worker: "heir");
        heir.TickToTheEnd();
        PreparedOperation.DemandDone(world.Here, operation);
    }

    /// <summary>The worst moment of each step: something was changed and nobody took note, or all but the note is done.</summary>
    private static IEnumerable<Moment> WorstPerStep(IReadOnlyList<Moment> moments) => moments
        .Where(moment => moment.Step != Moment.TheEnd)
        .GroupBy(moment => moment.Step)
        .Select(step => step.FirstOrDefault(moment => moment.IsAfterRemoteWrite) ?? step.Last());
}
