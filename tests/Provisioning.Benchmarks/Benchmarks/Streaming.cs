using System.Diagnostics;
using Provisioning.Store.Sqlite;

namespace Provisioning.Benchmarks;

/// <summary>Whether a list of everything comes as a stream: the first object at once, and no more memory for the last than for the first.</summary>
internal static class Streaming
{
    private const double FirstMs = 100, GrowthMB = 1;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        var services = settings.Pick(100_000, 20_000);
        using var farm = new ToyFarm(services);
        var figures = new List<Figure>();
        Tell(figures, $"{services:#,0} services from the directory", InProcess(farm.StatePath, services));
        if (PowerShell.IsThere) Tell(figures, $"{services:#,0} services from Get-ProvisionedService", await InPowerShellAsync(farm.StatePath, services));
        else figures.Add(new("Get-ProvisionedService", "no pwsh on PATH"));
        return figures;
    }

    private static void Tell(List<Figure> figures, string what, (double First, double Growth, double All) run)
    {
        figures.Add(Figure.AtMost($"{what}: first object", run.First, "ms", FirstMs));
        figures.Add(Figure.AtMost($"{what}: memory held at the end, beyond that near the start", run.Growth, "MB", GrowthMB));
        figures.Add(new($"{what}: all of them", Figure.Text(run.All, "ms")));
    }

    private static (double First, double Growth, double All) InProcess(string path, int services)
    {
        using var host = new ProvisioningHost(SqliteStateStore.Open(path, new SqliteStoreOptions()), TimeProvider.System);
        var (began, first, count, early, late) = (Stopwatch.GetTimestamp(), 0.0, 0, 0L, 0L);
        foreach (var _ in host.Services.Find(new ServiceFilter(), CancellationToken.None))
        {
            if (count++ == 0) first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (count == services / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (count == services) late = GC.GetTotalMemory(forceFullCollection: true);
        }
        began = Stopwatch.GetTimestamp();
        if (host.Services.Find(new ServiceFilter(), CancellationToken.None).Count() != services || count != services) throw new InvalidOperationException("Some are missing.");
        return (first, Math.Max(0, late - early) / 1e6, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task<(double First, double Growth, double All)> InPowerShellAsync(string path, int services)
    {
        var numbers = await PowerShell.RunAsync(
            $$"""
            Import-Module {{PowerShell.Quoted(PowerShell.Module)}}
            $env:PROVISIONING_STATE = {{PowerShell.Quoted(path)}}
            $null = Get-ProvisionedService -Id 1
            $n = 0
            $w = [Diagnostics.Stopwatch]::StartNew()
            Get-ProvisionedService | ForEach-Object {
                if ($n++ -eq 0) { $first = $w.Elapsed.TotalMilliseconds }
                if ($n -eq {{services / 10}}) { $early = [GC]::GetTotalMemory($true) }
                if ($n -eq {{services}}) { $late = [GC]::GetTotalMemory($true) }
            }
            $w.Restart()
            $all = (Get-ProvisionedService | Measure-Object).Count
            "$first $($late - $early) $($w.Elapsed.TotalMilliseconds) $all"
            """);
        return numbers[3] == services ? (numbers[0], Math.Max(0, numbers[1]) / 1e6, numbers[2]) : throw new InvalidOperationException("Some are missing.");
    }
}
