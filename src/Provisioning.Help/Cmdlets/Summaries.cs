using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Provisioning.Help.Cmdlets;

/// <summary>The summaries of the source, from the documentation file beside the assembly: where the prose of a page begins.</summary>
public sealed partial class Summaries
{
    private readonly Dictionary<string, string> _texts;

    /// <summary>Reads the documentation of an assembly; without such a file there are no summaries.</summary>
    public Summaries(string assemblyPath)
    {
        var file = Path.ChangeExtension(assemblyPath, ".xml");
        var members = File.Exists(file) ? XDocument.Load(file).Descendants("member") : [];
        _texts = members.Where(m => m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value, m => Text(m.Element("summary")!));
    }

    /// <summary>What a class is, or null.</summary>
    public string? Of(Type type) => _texts.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>What a property means, or null; a base class may say it.</summary>
    public string? Of(Type type, string property) => _texts.GetValueOrDefault($"P:{type.FullName}.{property}")
        ?? (type.BaseType is { } parent ? Of(parent, property) : null);

    private static string Text(XElement summary) => Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" or "paramref" } code => $"`{code.Value}{code.Attribute("name")?.Value}`",
        XElement see when see.Attribute("cref") is { } target => target.Value[(target.Value.LastIndexOfAny(['.', ':']) + 1)..],
        XElement see when see.Attribute("langword") is { } word => word.Value,
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
