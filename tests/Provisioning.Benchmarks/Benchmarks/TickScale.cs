namespace Provisioning.Benchmarks;

/// <summary>Whether a tick costs what is due or what is there.</summary>
internal static class TickScale
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        const int due = 10;
        var (many, few) = (settings.Pick(100_000, 20_000), 1_000);
        using var large = new ToyFarm(many);
        using var small = new ToyFarm(few);
        var ticks = await Rounds.CompareAsync(settings.Pick(60, 20), () => large.TickAsync(due), () => small.TickAsync(due));
        return [Figure.RatioAtMost($"A tick with {due} due among {many:#,0} services, over {few:#,0}", $"{Figure.Text(ticks.First, "ms")} : {Figure.Text(ticks.Second, "ms")}", ticks.Ratio, 1.2)];
    }
}
