using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Provisioning.Cmdlets.Tests.Conventions;

public partial class FormatTests
{
    private static readonly List<XElement> Views =
        [.. XDocument.Load(Path.Combine(Repository.Module, "Provisioning.Format.ps1xml")).Descendants("View")];

    [Fact]
    public void Every_record_a_cmdlet_writes_has_a_view()
    {
        var shown = Views.SelectMany(TypesOf).ToHashSet();
        var records = CmdletCatalog.All.SelectMany(c => c.OutputTypes)
            .Select(t => t.GetElementType() ?? t)
            .Where(t => t.Assembly == typeof(IProvisioningHost).Assembly && !t.IsEnum);

        Violations.None(records.Select(t => t.FullName!).Distinct().Where(t => !shown.Contains(t)));
    }

    [Fact]
    public void Views_name_types_and_properties_that_exist() => Violations.None(
        from view in Views
        from name in TypesOf(view)
        let type = typeof(IProvisioningHost).Assembly.GetType(name) ?? CmdletCatalog.Assembly.GetType(name)
        from problem in type is null ? ["no such type"] : PropertiesIn(view).Where(p => type.GetProperty(p) is null).Select(p => $"no property {p}")
        select $"{name}: {problem}");

    [Fact]
    public void Each_view_has_a_name_of_its_own() =>
        Violations.None(Views.GroupBy(v => (v.Element("Name")?.Value, TypesOf(v).First())).Where(g => g.Count() > 1).Select(g => $"{g.Key} is there twice"));

    [Fact]
    public void Table_headers_match_their_columns_and_all_but_the_last_have_a_width() => Violations.None(
        from view in Views
        from table in view.Elements("TableControl")
        let headers = table.Descendants("TableColumnHeader").ToList()
        let columns = table.Descendants("TableColumnItem").Count()
        where headers.Count != columns || headers.SkipLast(1).Any(h => h.Element("Width") is null)
        select view.Element("Name")?.Value);

    private static IEnumerable<string> TypesOf(XElement view) => view.Element("ViewSelectedBy")!.Elements("TypeName").Select(t => t.Value);

    private static IEnumerable<string> PropertiesIn(XElement view) => view.Descendants("PropertyName").Select(p => p.Value)
        .Concat(view.Descendants("ScriptBlock").SelectMany(s => ItemProperty().Matches(s.Value)).Select(m => m.Groups[1].Value))
        .Distinct();

    [GeneratedRegex(@"\$_\.(\w+)")]
    private static partial Regex ItemProperty();
}
