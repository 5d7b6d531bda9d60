using System.Diagnostics;

namespace Provisioning.Benchmarks;

/// <summary>Fresh PowerShell processes.</summary>
internal static class PowerShell
{
    private static readonly string? Program = Find();

    public static bool IsThere => Program is not null;

    public static string Module => Repository.Path("out", "Provisioning", "Provisioning.psd1");

    /// <summary>Runs a script; answers with the numbers that it wrote on one line, separated by blanks.</summary>
    public static async Task<double[]> RunAsync(string script)
    {
        var start = new ProcessStartInfo(Program!, ["-NoProfile", "-NonInteractive", "-Command", "$ErrorActionPreference = 'Stop'; " + script]) { RedirectStandardOutput = true };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"PowerShell ended with exit code {process.ExitCode}.");
        return [.. output.Trim().Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
    }

    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
        .FirstOrDefault(File.Exists);
}
