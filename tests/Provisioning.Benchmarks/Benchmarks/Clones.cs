using System.Diagnostics;
using Provisioning.Lab;

namespace Provisioning.Benchmarks;

/// <summary>How well the slots of cloning are used, which set the pace of a crowd. In real time over a real wire.</summary>
internal static class Clones
{
    private const double CloneSeconds = 2;
    private const int AtOnce = 4;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var machines = settings.Pick(200, 40);
        await using var site = await Site.OverHttpsAsync(Shop.DataCenter(new LabDurations { Clone = CloneSeconds, TaskStart = 0, Allocate = 0 }));
        var began = Stopwatch.GetTimestamp();
        await site.FinishAsync(await site.OrderAsync(machines));
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var slots = machines / AtOnce * CloneSeconds;
        return [Figure.RatioAtMost($"{machines} VMs, clones of {CloneSeconds} s, {AtOnce} at a time", $"{Figure.Text(took, "s")} : {Figure.Text(slots, "s")}", took / slots, 1.10)];
    }
}
