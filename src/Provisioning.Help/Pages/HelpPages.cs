using Provisioning.Help.Cmdlets;

namespace Provisioning.Help.Pages;

/// <summary>The folder of help pages, one markdown file a cmdlet.</summary>
public sealed class HelpPages(string folder)
{
    /// <summary>The prose of a cmdlet's page, or null when it has none.</summary>
    public Page? Find(string cmdlet) => File.Exists(PathOf(cmdlet)) ? PageReader.Read(File.ReadAllText(PathOf(cmdlet))) : null;

    /// <summary>Writes what metadata knows into every page, keeps the prose, and begins the pages that are missing.</summary>
    /// <param name="cmdlets">The cmdlets.</param>
    /// <param name="summaries">What their source says; new text begins with it.</param>
    /// <returns>The names of the pages that changed.</returns>
    public IReadOnlyList<string> Sync(IEnumerable<CmdletFacts> cmdlets, Summaries summaries)
    {
        Directory.CreateDirectory(folder);
        var changed = new List<string>();
        foreach (var cmdlet in cmdlets)
        {
            var page = Find(cmdlet.Name) ?? Page.Empty(cmdlet, summaries.Of(cmdlet.Type));
            var text = PageWriter.Write(cmdlet, Begin(page, cmdlet, summaries));
            if (!IsCurrent(cmdlet.Name, text))
            {
                File.WriteAllText(PathOf(cmdlet.Name), text);
                changed.Add(cmdlet.Name);
            }
        }

        return changed;
    }

    /// <summary>Everything that keeps the help from being complete and true; empty when all is well.</summary>
    public IReadOnlyList<string> Check(IReadOnlyCollection<CmdletFacts> cmdlets)
    {
        var names = cmdlets.Select(c => c.Name).ToHashSet();
        var pages = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : [];
        var orphans = pages.Select(Path.GetFileNameWithoutExtension).Where(p => !names.Contains(p!));
        return [.. cmdlets.SelectMany(Check), .. orphans.Select(o => $"{o}: a page without a cmdlet")];
    }

    /// <summary>Adds what the source says about parameters that the page doesn't know.</summary>
    private static Page Begin(Page page, CmdletFacts cmdlet, Summaries summaries)
    {
        var prose = new Dictionary<string, string>(page.Parameters, StringComparer.OrdinalIgnoreCase);
        foreach (var name in cmdlet.Parameters.Select(p => p.Name))
        {
            if (summaries.Of(cmdlet.Type, name) is { } summary)
            {
                prose.TryAdd(name, summary);
            }
        }

        return page with { Parameters = prose };
    }

    private IEnumerable<string> Check(CmdletFacts cmdlet)
    {
        if (Find(cmdlet.Name) is not { } page)
        {
            return [$"{cmdlet.Name}: no page"];
        }

        var prose = new List<(string Where, string Text)> { ("synopsis", page.Synopsis), ("description", page.Description) };
        prose.AddRange(cmdlet.Parameters.Select(p => ($"parameter {p.Name}", page.Parameters.GetValueOrDefault(p.Name, ""))));
        prose.AddRange(page.Examples.Select(e => ("an example", $"{e.Title}\n{e.Body}")));
        var problems = prose
            .Where(p => string.IsNullOrWhiteSpace(p.Text) || p.Text.Contains(Page.Placeholder, StringComparison.Ordinal))
            .Select(p => $"{cmdlet.Name}: {p.Where} is not written")
            .ToList();
        if (!page.Examples.Any(e => e.Body.Contains("```powershell", StringComparison.Ordinal)))
        {
            problems.Add($"{cmdlet.Name}: no example");
        }

        if (!IsCurrent(cmdlet.Name, PageWriter.Write(cmdlet, page)))
        {
            problems.Add($"{cmdlet.Name}: the generated parts are stale; run sync");
        }

        return problems;
    }

    private bool IsCurrent(string cmdlet, string text) =>
        File.Exists(PathOf(cmdlet)) && File.ReadAllText(PathOf(cmdlet)).ReplaceLineEndings("\n") == text;

    private string PathOf(string cmdlet) => Path.Combine(folder, cmdlet + ".md");
}
