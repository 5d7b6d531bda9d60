using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Provisioning.Cmdlets.Tests.Architecture;

/// <summary>What an assembly may not speak of, whatever it references: read from the types its code really names.</summary>
public class VocabularyTests
{
    private const string Web = "System.Net.Http.";
    private const string Socket = "System.Net.Sockets.Socket";
    private const string Sql = "System.Data.";
    private const string Shell = "System.Management.Automation.";

    [Theory]
    [InlineData("Provisioning.Contracts.dll", Web, Sql, Shell, Socket)]
    [InlineData("Provisioning.Cmdlets.dll", Web, Sql, Socket)]
    [InlineData("deps/Provisioning.Engine.dll", Web, Sql, Shell, Socket)]
    [InlineData("deps/Provisioning.Store.Sqlite.dll", Web, Shell)]
    [InlineData("deps/Provisioning.Http.dll", Sql, Shell)]
    [InlineData("deps/Provisioning.Proxmox.dll", Sql, Shell)]
    [InlineData("deps/Provisioning.Dns.dll", Sql, Shell)]
    [InlineData("deps/Provisioning.Host.dll", Shell)]
    public void An_assembly_keeps_to_its_own_matter(string file, params string[] forbidden) => Violations.None(
        TypesNamedIn(file).Where(t => forbidden.Any(f => t.StartsWith(f, StringComparison.Ordinal))));

    [Theory]
    [InlineData("Provisioning.Contracts.dll")]
    [InlineData("Provisioning.Cmdlets.dll")]
    [InlineData("deps/Provisioning.Engine.dll")]
    [InlineData("deps/Provisioning.Proxmox.dll")]
    [InlineData("deps/Provisioning.Dns.dll")]
    [InlineData("deps/Provisioning.Host.dll")]
    public void Nothing_in_the_module_writes_to_the_console(string file) => Assert.DoesNotContain("System.Console", TypesNamedIn(file));

    [Fact]
    public void What_PowerShell_loads_references_no_package() => Violations.None(
        from file in new[] { "Provisioning.Contracts.dll", "Provisioning.Cmdlets.dll" }
        from reference in ReferencesOf(file)
        where !reference.StartsWith("System.", StringComparison.Ordinal) && reference is not ("netstandard" or "Provisioning.Contracts")
        select $"{file} → {reference}");

    private static List<string> TypesNamedIn(string file) => Read(file, r => r.TypeReferences.Select(h => r.GetTypeReference(h))
        .Select(t => $"{r.GetString(t.Namespace)}.{r.GetString(t.Name)}"));

    private static List<string> ReferencesOf(string file) =>
        Read(file, r => r.AssemblyReferences.Select(h => r.GetString(r.GetAssemblyReference(h).Name)));

    private static List<string> Read(string file, Func<MetadataReader, IEnumerable<string>> what)
    {
        using var assembly = new PEReader(File.OpenRead(Path.Combine(Repository.Module, file)));
        return [.. what(assembly.GetMetadataReader())];
    }
}
