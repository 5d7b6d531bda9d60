using System.Diagnostics;

namespace Provisioning.Benchmarks;

/// <summary>How much is measured.</summary>
/// <param name="Quick">Fewer rounds and smaller crowds.</param>
internal sealed record Settings(bool Quick)
{
    public T Pick<T>(T full, T quick) => Quick ? quick : full;
}

/// <summary>A benchmark by name.</summary>
internal sealed record Benchmark(string Name, Func<Settings, Task<IReadOnlyList<Figure>>> Run);

/// <summary>All benchmarks, and the command line that picks among them.</summary>
internal static class Suite
{
    private const string Usage = "dotnet run -c Release --project tests/Provisioning.Benchmarks [-- [--only NAME] [--quick]]";

    private static readonly Benchmark[] All =
    [
        new("calls", RemoteCalls.RunAsync),
        new("tick", TickScale.RunAsync),
        new("clones", Clones.RunAsync),
        new("deploy", Deploys.RunAsync),
        new("client", ClientSpeed.RunAsync),
        new("dns", DnsZones.RunAsync),
        new("import", ModuleImport.RunAsync),
        new("stream", Streaming.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var quick = args.Contains("--quick");
        var only = Array.IndexOf(args, "--only") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        var chosen = All.Where(b => only is null || b.Name == only).ToList();
        if (chosen.Count == 0 || args.Except(["--quick", "--only", only]).Any())
        {
            Console.Error.WriteLine($"{Usage}\nNAME is one of: {string.Join(", ", All.Select(b => b.Name))}");
            return 2;
        }
        using var scratch = Scratch.Create();
        var figures = new List<Figure>();
        foreach (var benchmark in chosen)
        {
            var began = Stopwatch.GetTimestamp();
            figures.AddRange(await benchmark.Run(new Settings(quick)));
            Console.Error.WriteLine($"{benchmark.Name}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        }
        Console.Write(Report.Table(figures));
        // Figures that belong together come from one run.
        if (only is null && !quick) File.WriteAllText(Repository.Path("docs", "performance.md"), Report.Page(figures));
        return figures.Any(f => f.Met == false) ? 1 : 0;
    }
}
