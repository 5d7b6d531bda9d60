namespace Provisioning.Tests.Races;

[Collection(nameof(Survey))]
public class ManyProcessesTests
{
    [Fact]
    public async Task Four_shops_and_eight_workers_get_two_hundred_orders_ready_each_step_once()
    {
        const int shops = 4, workers = 8, each = 50;
        await using var world = await RaceWorld.StartAsync();
        await AllEndWellAsync(shops, () => world.Start("order", $"{each}"));
        await AllEndWellAsync(workers, () => world.Start("tick"));
        world.DemandReady(shops * each);
    }

    private static async Task AllEndWellAsync(int count, Func<Child> start)
    {
        var children = new List<Child>();
        try
        {
            while (children.Count < count) children.Add(start());
            await Task.WhenAll(children.Select(child => child.EndedWellAsync()));
        }
        finally
        {
            foreach (var child in children) child.Dispose();
        }
    }
}
