using System.Globalization;

namespace Provisioning.Tests.Crashes;

/// <summary>Hundreds of seeded schedules of misfortune over batches of orders; thousands with PROVISIONING_FULL=1; one with CHAOS_SEED.</summary>
public sealed class ChaosTests
{
    private const int Groups = 20;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("PROVISIONING_FULL") == "1" ? 10_000 : 500;

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Groups)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_order_ends_well_or_stops_clearly(int group)
    {
        if (Environment.GetEnvironmentVariable("CHAOS_SEED") is { Length: > 0 } only)
        {
            if (group == 0) ChaosSchedule.Run(int.Parse(only, CultureInfo.InvariantCulture));
            return;
        }
        for (var seed = group; seed < Seeds; seed += Groups) ChaosSchedule.Run(seed);
    }

    [Fact]
    public void A_seed_replays_exactly()
    {
        for (var seed = 1; seed <= 3; seed++) Assert.Equal(ChaosSchedule.Run(seed), ChaosSchedule.Run(seed));
    }
}
