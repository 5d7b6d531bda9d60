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
        var (wall, processor) = (new List<double>(), new List<double>());
        for (var round = 0; round <= settings.Pick(21, 7); round++)
        {
            var (ours, none) = (await ImportAsync(PowerShell.Module), await ImportAsync(empty));
            if (round == 0) continue;
            wall.Add(ours[0] - none[0]);
            processor.Add(ours[1] - none[1]);
        }
        return
        [
            Figure.AtMost($"{What}: processor time, which others on the machine do not lengthen", Rounds.Median(processor), "ms", 60),
            new($"{What}: wall time", Figure.Text(Rounds.Median(wall), "ms")),
        ];
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
