using System.Text.RegularExpressions;
using System.Xml.Linq;
using Provisioning.Cmdlets.Tests.Conventions;

namespace Provisioning.Cmdlets.Tests.Layout;

public partial class ManifestTests
{
    private static readonly string Manifest = File.ReadAllText(Path.Combine(Repository.Module, "Provisioning.psd1"));
    private static readonly string Door = File.ReadAllText(Repository.PathOf("Provisioning.psd1"));

    [Fact]
    public void It_exports_the_cmdlets_that_exist() => Assert.Equal(
        CmdletCatalog.All.Select(c => c.Name).Order(StringComparer.Ordinal),
        CmdletName().Matches(Regex.Match(Manifest, @"CmdletsToExport\s*=\s*@\((.*?)\)", RegexOptions.Singleline).Groups[1].Value).Select(m => m.Groups[1].Value));

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("VariablesToExport")]
    [InlineData("AliasesToExport")]
    public void It_exports_nothing_else(string key) => Assert.Matches($@"{key}\s*=\s*@\(\)", Manifest);

    [Fact]
    public void Both_manifests_have_the_version_and_identity_of_the_module()
    {
        var version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

        Assert.Equal(version, Value(Manifest, "ModuleVersion"));
        Assert.Equal(version, Value(Door, "ModuleVersion"));
        Assert.Equal(Value(Manifest, "GUID"), Value(Door, "GUID"));
        Assert.Equal(version, typeof(IProvisioningHost).Assembly.GetName().Version!.ToString(3));
    }

    [Fact]
    public void It_asks_for_a_PowerShell_that_can_load_it()
    {
        Assert.Equal("7.4", Value(Manifest, "PowerShellVersion"));
        Assert.Matches(@"CompatiblePSEditions\s*=\s*@\('Core'\)", Manifest);
    }

    private static string Value(string manifest, string key) => Regex.Match(manifest, $@"^\s*{key}\s*=\s*'([^']*)'", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex CmdletName();
}
