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
        var import = await Rounds.CompareAsync(settings.Pick(15, 5), () => ImportAsync(PowerShell.Module), () => ImportAsync(empty));
        return [Figure.AtMost($"{What} ({Figure.Text(import.First, "ms")} : {Figure.Text(import.Second, "ms")})", import.First - import.Second, "ms", 60)];
    }

    private static async Task<double> ImportAsync(string module) =>
        (await PowerShell.RunAsync($"$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module {PowerShell.Quoted(module)}; $w.Elapsed.TotalMilliseconds"))[0];

    private static string EmptyModule()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Empty"), typeof(object).Assembly);
        assembly.DefineDynamicModule("Empty");
        var path = Scratch.NewPath(".dll");
        assembly.Save(path);
        return path;
    }
}
