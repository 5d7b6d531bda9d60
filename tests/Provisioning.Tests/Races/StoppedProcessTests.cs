namespace Provisioning.Tests.Races;

[Collection(nameof(Survey))]
public class StoppedProcessTests(Survey survey)
{
    [StopSignalTheory]
    [InlineData("after a Full write")] // Announced: the clone was about to be asked for.
    [InlineData("after POST ")] // Asked for: the task was about to be written down.
    public async Task One_that_was_stopped_past_its_lease_writes_nothing_when_it_wakes(string what)
    {
        var moment = survey.Moments.First(each => each.Step.EndsWith(" clone", StringComparison.Ordinal) && each.What.StartsWith(what, StringComparison.Ordinal));
        await using var world = await RaceWorld.StartAsync();
        await world.OrderAsync();
        using var sleeper = world.Start("mortal-tick", moment.ToString());
        Assert.True(await sleeper.PrintsAsync(moment.ToString()));
        Signals.Stop(sleeper);
        world.Pass(TimeSpan.FromMinutes(3));
        using var other = world.Start("tick");
        await other.EndedWellAsync();
        world.DemandReady(1);

        var before = world.Traces();
        Signals.Wake(sleeper);
        sleeper.Tell("go");
        await sleeper.EndedWellAsync();
        var after = world.Traces();
        Assert.Equal([], after.Except(before));
        Assert.Equal(before, after);
        world.DemandReady(1);
    }
}
