using System.Globalization;
using Provisioning.Engine;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Crashes;

/// <summary>Hundreds of seeded schedules of misfortune over batches of orders and requests; thousands with PROVISIONING_FULL=1; one or a range (500-799) with CHAOS_SEED.</summary>
public sealed class ChaosTests
{
    private const int Groups = 20;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("PROVISIONING_FULL") == "1" ? 10_000 : 500;

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Groups)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Every_order_ends_well_or_stops_clearly(int group)
    {
        var (first, end) = (0, Seeds);
        if (Environment.GetEnvironmentVariable("CHAOS_SEED") is { Length: > 0 } some)
        {
            var ends = some.Split('-').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
            (first, end) = (ends[0], ends[^1] + 1);
        }
        var failures = new List<string>();
        for (var seed = first + group; seed < end; seed += Groups)
        {
            try
            {
                ChaosSchedule.Run(seed);
            }
            catch (Xunit.Sdk.FailException failure)
            {
                failures.Add(failure.Message);
            }
        }
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    public static TheoryData<string> Requests
    {
        get
        {
            using var world = new VmWorld();
            using var process = world.Start();
            return [.. process.Operations.Values.Where(plan => plan.OnRequest).Select(plan => plan.Name)];
        }
    }

    /// <summary>An operation that needs arguments and has no row in <see cref="ChaosRequests"/> is asked for without any, and can't be carried out.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void Chaos_knows_how_to_ask(string operation)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            using var world = new VmWorld(package: RestoringSetup.Package());
            using var process = world.Start();
            process.Order();
            process.TickToTheEnd();
            var plan = process.Operations[operation];
            world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { LocalStatus = plan.AllowedIn.FirstOrDefault(VmStatus.Ready), Status = plan.AllowedFor[^1] }));
            process.Request(operation, 1, ChaosRequests.ArgumentsOf(operation, world, 1, new Random(seed)));
            process.TickToTheEnd();
            var error = Assert.Single(world.Services()).LastError;
            Assert.False(error is { Id: ErrorIds.RecordDamaged or ErrorIds.InvalidValue or ErrorIds.StepFaulted },
                $"{operation} can't be carried out with the arguments that chaos draws: {error?.Message} Give it a row in {nameof(ChaosRequests)}.");
        }
    }

    [Fact]
    public void A_seed_replays_exactly()
    {
        for (var seed = 1; seed <= 3; seed++) Assert.Equal(ChaosSchedule.Run(seed), ChaosSchedule.Run(seed));
    }
}
