using System.Collections.Concurrent;
using Provisioning.CrashHost;

namespace Provisioning.Tests.Races;

[Collection(nameof(Survey))]
public class KilledProcessTests(Survey survey)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("PROVISIONING_FULL") == "1";

    [Fact]
    public async Task After_a_kill_in_any_step_another_process_finishes_the_order_and_leaves_nothing_behind()
    {
        Assert.Equal(RaceWorld.Steps, survey.Moments.Select(moment => moment.Step).Distinct().Where(step => step != Moment.TheEnd));
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Full ? survey.Moments : OnePerStep(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (moment, _) =>
        {
            try
            {
                await KillAsync(moment);
            }
            catch (Exception failure)
            {
                failures.Enqueue($"{moment}: {failure.Message}");
            }
        });
        Assert.True(failures.IsEmpty, string.Join('\n', failures));
    }

    private static async Task KillAsync(Moment moment)
    {
        await using var world = await RaceWorld.StartAsync();
        await world.OrderAsync();
        using (var victim = world.Start("mortal-tick", moment.ToString()))
        {
            Assert.True(await victim.PrintsAsync(moment.ToString()), "The process did not come there.");
            await victim.KillAsync();
        }
        // The victim's lease and the time in which its clone could still come into being.
        world.Pass(TimeSpan.FromMinutes(3));
        using var heir = world.Start("tick");
        await heir.EndedWellAsync();
        world.DemandReady(1);
    }

    /// <summary>The worst moment of each step: something was changed and nobody took note, or all but the note is done.</summary>
    private IEnumerable<Moment> OnePerStep() => survey.Moments
        .Where(moment => moment.Step != Moment.TheEnd)
        .GroupBy(moment => moment.Step)
        .Select(step => step.FirstOrDefault(moment => moment.IsAfterRemoteWrite) ?? step.Last());
}
