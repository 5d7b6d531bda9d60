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

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void A_column_at_the_edge_of_the_console_has_room_for_its_header_or_is_not_there_and_120_hold_all(int console) => Violations.None(
        from view in Views
        from table in view.Elements("TableControl")
        from problem in TroubleAt(console, [.. table.Descendants("TableColumnHeader")])
        select $"{view.Element("Name")?.Value}: {problem}");

    // Columns are laid from the left with one space between them. What does not fit is squeezed into the rest, and left out when there is none.
    private static IEnumerable<string> TroubleAt(int console, List<XElement> headers)
    {
        var begin = 0;
        foreach (var header in headers)
        {
            var label = header.Element("Label")!.Value;
            var rest = console - begin;
            var width = (int?)header.Element("Width") ?? Math.Max(rest, label.Length);
            if (width < label.Length)
                yield return $"{label} is wider than its column of {width}";
            if (rest <= 0 && console >= 120)
                yield return $"{label} is not shown at {console}";
            if (rest > 0 && rest < label.Length)
                yield return $"{label} has {rest} characters at {console}";
            begin += width + 1;
        }
    }

    private static IEnumerable<string> TypesOf(XElement view) => view.Element("ViewSelectedBy")!.Elements("TypeName").Select(t => t.Value);

    private static IEnumerable<string> PropertiesIn(XElement view) => view.Descendants("PropertyName").Select(p => p.Value)
        .Concat(view.Descendants("ScriptBlock").SelectMany(s => ItemProperty().Matches(s.Value)).Select(m => m.Groups[1].Value))
        .Distinct();

    [GeneratedRegex(@"\$_\.(\w+)")]
    private static partial Regex ItemProperty();
}
