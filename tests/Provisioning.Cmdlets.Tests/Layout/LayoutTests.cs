using Provisioning.Cmdlets.Tests.Conventions;

namespace Provisioning.Cmdlets.Tests.Layout;

/// <summary>What ships is exactly what was meant to.</summary>
public class LayoutTests
{
    private static readonly IReadOnlyList<string> Files =
    [
        .. Directory.GetFiles(Repository.Module, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Module, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Beside_the_cmdlets_lie_only_the_words_they_speak() => Assert.Equal(
        [
            "LICENSE", "Provisioning.Cmdlets.dll", "Provisioning.Contracts.dll", "Provisioning.Format.ps1xml", "Provisioning.psd1",
            "en-US/Provisioning.Cmdlets.dll-Help.xml",
        ],
        Files.Where(f => !f.StartsWith("deps/", StringComparison.Ordinal)));

    [Fact]
    public void The_dependencies_hold_programs_only_and_no_second_copy_of_what_PowerShell_has()
    {
        var deps = Files.Where(f => f.StartsWith("deps/", StringComparison.Ordinal)).ToList();
        Assert.Contains("deps/Provisioning.Host.dll", deps);
        Assert.Contains("deps/Provisioning.Host.deps.json", deps);
        Assert.DoesNotContain(deps, f => Path.GetFileName(f) is "Provisioning.Contracts.dll" or "Provisioning.Cmdlets.dll" or "System.Management.Automation.dll");
        Assert.All(deps.Where(f => f != "deps/Provisioning.Host.deps.json"), f => Assert.True(Path.GetExtension(f) is ".dll" or ".so" or ".dylib", f));
    }

    [Theory]
    [InlineData("win-x64", "e_sqlite3.dll")]
    [InlineData("win-x86", "e_sqlite3.dll")]
    [InlineData("win-arm64", "e_sqlite3.dll")]
    [InlineData("linux-x64", "libe_sqlite3.so")]
    [InlineData("linux-arm64", "libe_sqlite3.so")]
    [InlineData("linux-musl-x64", "libe_sqlite3.so")]
    [InlineData("osx-x64", "libe_sqlite3.dylib")]
    [InlineData("osx-arm64", "libe_sqlite3.dylib")]
    public void SQLite_is_there_for(string runtime, string library) => Assert.Contains($"deps/runtimes/{runtime}/native/{library}", Files);

    [Fact]
    public void SQLite_is_there_for_no_other_platform() => Assert.Equal(8, Files.Count(f => f.Contains("/native/", StringComparison.Ordinal)));

    [Fact]
    public void These_tests_run_the_very_file_that_ships() => Assert.Equal(
        File.ReadAllBytes(Path.Combine(Repository.Module, "Provisioning.Cmdlets.dll")),
        File.ReadAllBytes(CmdletCatalog.Assembly.Location));
}
