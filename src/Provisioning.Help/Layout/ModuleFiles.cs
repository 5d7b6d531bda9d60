using System.Xml.Linq;
using Provisioning.Help.Cmdlets;

namespace Provisioning.Help.Layout;

/// <summary>The files of the module that follow from the cmdlets, beside their help.</summary>
public static class ModuleFiles
{
    /// <summary>The manifest: the template with the version and the exact list of cmdlets, so that PowerShell can
    /// find a cmdlet's module without loading it.</summary>
    public static string Manifest(string template, string version, IEnumerable<CmdletFacts> cmdlets) => template
        .ReplaceLineEndings("\n")
        .Replace("{{ModuleVersion}}", version, StringComparison.Ordinal)
        .Replace("{{CmdletsToExport}}", string.Join(",\n", cmdlets.Select(c => $"        '{c.Name}'")), StringComparison.Ordinal);

    /// <summary>One format file out of those that lie beside the cmdlets.</summary>
    public static XDocument Formats(IEnumerable<string> files) => new(
        new XElement("Configuration", new XElement(
            "ViewDefinitions",
            files.Order(StringComparer.Ordinal).SelectMany(f => XDocument.Load(f).Descendants("View")))));
}
