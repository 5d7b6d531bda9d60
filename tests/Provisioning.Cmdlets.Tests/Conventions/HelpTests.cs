using System.Xml.Linq;
using Provisioning.Help.Cmdlets;
using Provisioning.Help.Pages;

namespace Provisioning.Cmdlets.Tests.Conventions;

public class HelpTests
{
    private static readonly IReadOnlyList<CmdletFacts> Facts = CmdletFacts.Read(CmdletCatalog.Assembly);

    [Fact]
    public void Every_cmdlet_is_described_and_every_page_is_current() =>
        Violations.None(new HelpPages(Repository.HelpPages).Check(Facts));

    [Fact]
    public void The_help_file_of_the_module_holds_every_page()
    {
        XNamespace command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        var help = XDocument.Load(Path.Combine(Repository.Module, "en-US", "Provisioning.Cmdlets.dll-Help.xml"));

        Assert.Equal(
            Directory.Exists(Repository.HelpPages) ? Directory.GetFiles(Repository.HelpPages, "*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order() : [],
            help.Descendants(command + "details").Select(d => d.Element(command + "name")!.Value).Order());
    }

    [Fact]
    public void The_tool_sees_the_cmdlets_that_the_engine_sees() =>
        Assert.Equal(CmdletCatalog.All.Select(c => c.Name).Order(StringComparer.Ordinal), Facts.Select(f => f.Name));
}
