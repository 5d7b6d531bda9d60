using Provisioning.CrashHost;

namespace Provisioning.Tests.Races;

/// <summary>The moments that an undisturbed order passes, found once for all tests of this collection, which take turns: each keeps the machine busy.</summary>
[CollectionDefinition(nameof(Survey))]
public sealed class Survey : ICollectionFixture<Survey>, IAsyncLifetime
{
    public IReadOnlyList<Moment> Moments { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await using var world = await RaceWorld.StartAsync();
        await world.OrderAsync();
        using var child = world.Start("mortal-tick");
        var printed = await child.EndedWellAsync();
        Moments = [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Moment.Parse)];
        world.DemandReady(1);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
