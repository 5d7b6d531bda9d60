using System.Xml.Linq;
using Provisioning.Help.Cmdlets;
using Provisioning.Help.Pages;

namespace Provisioning.Help.Maml;

/// <summary>Writes help as Get-Help reads it: MAML, one file for the whole cmdlet assembly.</summary>
public static class MamlWriter
{
    private static readonly XNamespace Help = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The help of the cmdlets that have a page; for the others the engine shows the bare syntax.</summary>
    public static XDocument Write(IEnumerable<CmdletFacts> cmdlets, HelpPages pages) => new(
        new XElement(
            Help + "helpItems",
            new XAttribute("schema", "maml"),
            cmdlets.Select(c => (Facts: c, Page: pages.Find(c.Name))).Where(c => c.Page is not null).Select(c => Item(c.Facts, c.Page!))));

    private static XElement Item(CmdletFacts cmdlet, Page page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Verb),
            new XElement(Command + "noun", cmdlet.Noun),
            Description(page.Synopsis)),
        Description(page.Description),
        new XElement(Command + "syntax", cmdlet.Sets.Select(set => new XElement(
            Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            Syntax.In(cmdlet, set).Select(x => Parameter(x.Parameter, x.Use, page, inSyntax: true))))),
        new XElement(
            Command + "parameters",
            cmdlet.Parameters.Select(p => Parameter(p, p.In(cmdlet.Sets[0]) ?? p.Uses[0], page, inSyntax: false))),
        new XElement(Command + "inputTypes", Types("inputType", cmdlet.InputTypes, page.Inputs)),
        new XElement(Command + "returnValues", Types("returnValue", cmdlet.OutputTypes, page.Outputs)),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", Markdown.Links(page.RelatedLinks).Select(l => new XElement(
            Maml + "navigationLink",
            new XElement(Maml + "linkText", l.Text),
            new XElement(Maml + "uri", l.Address)))));

    private static XElement Parameter(ParameterFacts parameter, ParameterUse use, Page page, bool inSyntax) => new(
        Command + "parameter",
        new XAttribute("required", Lower(use.Mandatory)),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", Lower(parameter.Wildcards)),
        new XAttribute("pipelineInput", use.PipelineText),
        new XAttribute("position", use.PositionText.ToLowerInvariant()),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(Maml + "name", parameter.Name),
        Description(page.Parameters.GetValueOrDefault(parameter.Name, "")),
        inSyntax && parameter.AcceptedValues.Count > 0
            ? new XElement(Command + "parameterValueGroup", parameter.AcceptedValues.Select(v => Value(v, required: false)))
            : null,
        // In the syntax a value would read as if the switch needed one.
        inSyntax && parameter.IsSwitch ? null : Value(parameter.Type.Name, required: !parameter.IsSwitch),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type.Name), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", parameter.Default));

    private static XElement Value(string text, bool required) =>
        new(Command + "parameterValue", new XAttribute("required", Lower(required)), new XAttribute("variableLength", "false"), text);

    private static IEnumerable<XElement> Types(string element, IReadOnlyList<TypeName> types, IReadOnlyDictionary<string, string> prose) =>
        types.Select(t => t.FullName).DefaultIfEmpty("None").Select(name => new XElement(
            Command + element,
            new XElement(Dev + "type", new XElement(Maml + "name", name)),
            Description(prose.GetValueOrDefault(name, ""))));

    private static XElement Example(Example example, int index)
    {
        var (code, remarks) = Markdown.CodeAndRemarks(example.Body);
        return new(
            Command + "example",
            new XElement(Maml + "title", $"----- Example {index + 1}: {example.Title} -----"),
            new XElement(Dev + "code", code),
            new XElement(Dev + "remarks", Paragraphs(remarks)));
    }

    private static XElement Description(string markdown) => new(Maml + "description", Paragraphs(markdown));

    private static IEnumerable<XElement> Paragraphs(string markdown) =>
        Markdown.Paragraphs(markdown).Select(p => new XElement(Maml + "para", p));

    private static string Lower(bool value) => value ? "true" : "false";
}
