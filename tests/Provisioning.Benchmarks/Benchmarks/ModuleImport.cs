using System.Reflection;
using System.Reflection.Emit;

namespace Provisioning.Benchmarks;

/// <summary>How much longer importing our module takes than importing one with nothing in it.</summary>
internal static class ModuleImport
{
    private const string What = "Import-Module, beyond an empty binary module's";

    public static async Task<IReadOnlyList<Figure>> RunAsync(Settings settings)
    {
        if (!PowerShell.IsThere) return [new(What, "no pwsh on PATH", Target: "≤ 60 ms")];
        var empty = EmptyModule();
        var (ours, bare) = (new List<double[]>(), new List<double[]>());
        for (var round = 0; round <= settings.Pick(31, 7); round++)
        {
            var (first, second) = (await ImportAsync(PowerShell.Module), await ImportAsync(empty));
            if (round == 0) continue;
            ours.Add(first);
            bare.Add(second);
        }
        // Other work on the machine can only lengthen an import, so the quickest of each tells what the import itself takes.
        var quickest = ours.Min(o => o[0]) - bare.Min(b => b[0]);
        return
        [
            Figure.AtMost($"{What}: wall time, the quickest of {ours.Count} of each", quickest, "ms", 60),
            new($"{What}: wall time, median", Figure.Text(Difference(0), "ms")),
            new($"{What}: processor time, median", Figure.Text(Difference(1), "ms")),
        ];

        double Difference(int which) => Rounds.Median(ours.Zip(bare, (o, b) => o[which] - b[which]));
    }

    /// <summary>Wall and processor time of one import in a fresh process, in milliseconds.</summary>
    private static Task<double[]> ImportAsync(string module) => PowerShell.RunAsync(
        $$"""
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Import-Module {{PowerShell.Quoted(module)}}
        $wall = $watch.Elapsed.TotalMilliseconds
        $process.Refresh()
        "$wall $(($process.TotalProcessorTime - $before).TotalMilliseconds)"
        """);

    private static string EmptyModule()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Empty"), typeof(object).Assembly);
        assembly.DefineDynamicModule("Empty");
        var path = Scratch.NewPath(".dll");
        assembly.Save(path);
        return path;
    }
}
