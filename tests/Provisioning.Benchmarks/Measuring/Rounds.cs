namespace Provisioning.Benchmarks;

/// <summary>Two variants measured in turns, so that whatever else the machine does meets both alike.</summary>
/// <param name="First">Median of the first.</param>
/// <param name="Second">Median of the second.</param>
/// <param name="Ratio">Median of first over second, taken round by round.</param>
internal sealed record Comparison(double First, double Second, double Ratio);

internal static class Rounds
{
    /// <summary>Measures two variants in turns, after a round that does not count.</summary>
    public static async Task<Comparison> CompareAsync(int rounds, Func<Task<double>> first, Func<Task<double>> second)
    {
        var (firsts, seconds, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            // Whoever goes second finds warmer caches.
            var firstLeads = round % 2 == 0;
            var lead = await (firstLeads ? first : second)();
            var follow = await (firstLeads ? second : first)();
            if (round == 0) continue;
            var (a, b) = firstLeads ? (lead, follow) : (follow, lead);
            firsts.Add(a);
            seconds.Add(b);
            ratios.Add(a / b);
        }
        return new Comparison(Median(firsts), Median(seconds), Median(ratios));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
