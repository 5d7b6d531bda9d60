using Provisioning.Cmdlets.Tests.Engine;
using Provisioning.Help.Cmdlets;
using Provisioning.Help.Maml;
using Provisioning.Help.Pages;

namespace Provisioning.Cmdlets.Tests.Help;

/// <summary>The machine that writes half of every page, on cmdlets made for the purpose.</summary>
public sealed class HelpPagesTests : IDisposable
{
    private static readonly CmdletFacts Sample = CmdletFacts.Read(typeof(SetSampleCommand).Assembly).Single(c => c.Name == "Set-Sample");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("help-");
    private readonly HelpPages _pages;
    private readonly string _page;

    public HelpPagesTests()
    {
        _pages = new(_folder.FullName);
        _page = Path.Combine(_folder.FullName, "Set-Sample.md");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_new_page_knows_the_facts_and_asks_for_the_prose()
    {
        Assert.Equal(["Set-Sample"], Sync());
        Assert.Empty(Sync());

        var text = File.ReadAllText(_page);
        Assert.Contains("### ById (Default)\n\n```\nSet-Sample [-Id] <Int32[]> [-Color <SampleColor>] [-Force] [-WhatIf] [-Confirm] [<CommonParameters>]\n```", text, StringComparison.Ordinal);
        Assert.Contains("Set-Sample -Name <String> [-Color", text, StringComparison.Ordinal);
        Assert.Contains("Parameter Sets: ById\nAliases: VmId\n\nRequired: True\nPosition: 0\nDefault value: None\nAccept pipeline input: True (ByPropertyName, ByValue)", text, StringComparison.Ordinal);
        Assert.Contains("Accepted values: Red, Green\n\nRequired: False\nPosition: Named\nDefault value: Green", text, StringComparison.Ordinal);
        Assert.Contains("Set-Sample: description is not written", Check());
        Assert.Contains("Set-Sample: parameter Id is not written", Check());
    }

    [Fact]
    public void A_written_page_passes_and_keeps_its_prose()
    {
        Describe();
        Assert.Empty(Check());
        Assert.Empty(Sync());
        Assert.Contains("# a comment, not a heading", File.ReadAllText(_page), StringComparison.Ordinal);
    }

    [Fact]
    public void Stale_facts_are_told_and_mended()
    {
        Describe();
        File.WriteAllText(_page, File.ReadAllText(_page).Replace("Position: 0", "Position: 4", StringComparison.Ordinal));

        Assert.Equal(["Set-Sample: the generated parts are stale; run sync"], Check());
        Sync();
        Assert.Empty(Check());
    }

    [Fact]
    public void A_page_without_a_cmdlet_and_a_cmdlet_without_a_page_are_told()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "Get-Nothing.md"), "# Get-Nothing\n");

        Assert.Equal(["Set-Sample: no page", "Get-Nothing: a page without a cmdlet"], Check());
    }

    [Fact]
    public void Maml_carries_facts_and_prose()
    {
        Describe();
        var maml = MamlWriter.Write([Sample], _pages);
        string All(string name) => string.Join('|', maml.Descendants().Where(e => e.Name.LocalName == name).Select(e => e.Value));

        Assert.Contains("Sets a sample.", All("description"), StringComparison.Ordinal);
        Assert.Contains("$sample | Set-Sample -Id 5", All("code"), StringComparison.Ordinal);
        Assert.Equal("----- Example 1: One sample -----", All("title"));
        Assert.Equal(2, maml.Descendants().Count(e => e.Name.LocalName == "syntaxItem"));
        Assert.Contains(maml.Descendants(), e => (string?)e.Attribute("aliases") == "VmId" && (string?)e.Attribute("position") == "0");
    }

    [Theory]
    [InlineData("one\ntwo\n\nthree", "one two|three")]
    [InlineData("see `Get-Vm` and [that](https://example.org) **now**", "see Get-Vm and that now")]
    [InlineData("list:\n- a\n  more\n- b", "list:\n- a more\n- b")]
    public void Markdown_becomes_plain_paragraphs(string markdown, string expected) =>
        Assert.Equal(expected, string.Join('|', Markdown.Paragraphs(markdown)));

    private IReadOnlyList<string> Sync() => _pages.Sync([Sample], new(typeof(SetSampleCommand).Assembly.Location));

    private IReadOnlyList<string> Check() => _pages.Check([Sample]);

    private void Describe()
    {
        var page = Page.Empty(Sample, "Sets a sample.") with
        {
            Description = "Sets it.",
            Examples = [new("One sample", "```powershell\n# a comment, not a heading\n$sample | Set-Sample -Id 5\n```\n\nSets number 5.")],
            Parameters = Sample.Parameters.ToDictionary(p => p.Name, p => $"Means {p.Name}."),
        };
        File.WriteAllText(_page, PageWriter.Write(Sample, page));
    }
}
