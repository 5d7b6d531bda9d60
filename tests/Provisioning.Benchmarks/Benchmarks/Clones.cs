using System.Diagnostics;
using Provisioning.Lab;
using Provisioning.Tests;

namespace Provisioning.Benchmarks;

/// <summary>How well the slots of cloning are used, which set the pace of a crowd.</summary>
internal static class Clones
{
    private const double CloneSeconds = 2;
    private const int AtOnce = 4;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        const int machines = 200;
        var took = settings.Quick ? OnFakeClock(machines) : await OverHttpsAsync(machines);
        var slots = machines / AtOnce * CloneSeconds;
        var how = settings.Quick ? "on a fake clock" : "over HTTPS";
        return [Figure.RatioAtMost($"{machines} VMs, clones of {CloneSeconds} s, {AtOnce} at a time, {how}", $"{Figure.Text(took, "s")} : {Figure.Text(slots, "s")}", took / slots, 1.10)];
    }

    private static LabScenario Scenario() => Shop.DataCenter(new LabDurations { Clone = CloneSeconds, TaskStart = 0, Allocate = 0 });

    private static async Task<double> OverHttpsAsync(int machines)
    {
        await using var site = await Site.OverHttpsAsync(Scenario());
        var began = Stopwatch.GetTimestamp();
        await site.FinishAsync(await site.OrderAsync(machines));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double OnFakeClock(int machines)
    {
        var clock = new FakeClock();
        var site = Site.InMemory(Scenario(), clock);
        var began = clock.GetUtcNow();
        clock.Run(async () => await site.FinishAsync(await site.OrderAsync(machines)));
        return (clock.GetUtcNow() - began).TotalSeconds;
    }
}
