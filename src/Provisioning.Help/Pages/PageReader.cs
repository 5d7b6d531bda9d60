namespace Provisioning.Help.Pages;

/// <summary>Reads the prose out of a page in the platyPS schema. Generated parts are skipped: they are made anew.</summary>
public static class PageReader
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">There is no <c># Verb-Noun</c> heading.</exception>
    public static Page Read(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var title = Split(lines, "# ").Select(s => s.Heading).FirstOrDefault()
            ?? throw new FormatException("A help page begins with a heading '# Verb-Noun'.");
        var sections = Split(lines, "## ").ToDictionary(s => s.Heading, s => s.Body, StringComparer.OrdinalIgnoreCase);

        return new()
        {
            Name = title,
            Synopsis = Text(Section("SYNOPSIS")),
            Description = Text(Section("DESCRIPTION")),
            Examples = [.. Split(Section("EXAMPLES"), "### ").Select(s => new Example(AfterNumber(s.Heading), Text(s.Body)))],
            Parameters = Split(Section("PARAMETERS"), "### ").Where(s => s.Heading.StartsWith('-'))
                .ToDictionary(s => s.Heading[1..], s => Text(WithoutFacts(s.Body)), StringComparer.OrdinalIgnoreCase),
            Inputs = Split(Section("INPUTS"), "### ").ToDictionary(s => s.Heading, s => Text(s.Body)),
            Outputs = Split(Section("OUTPUTS"), "### ").ToDictionary(s => s.Heading, s => Text(s.Body)),
            Notes = Text(Section("NOTES")),
            RelatedLinks = Text(Section("RELATED LINKS")),
        };

        IReadOnlyList<string> Section(string name) => sections.GetValueOrDefault(name, []);
    }

    /// <summary>The parts of a text under headings of one level; '#' inside a fence is a comment of the code.</summary>
    private static List<(string Heading, List<string> Body)> Split(IEnumerable<string> lines, string mark)
    {
        var parts = new List<(string Heading, List<string> Body)>();
        var fenced = false;
        foreach (var line in lines)
        {
            fenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!fenced && line.StartsWith(mark, StringComparison.Ordinal))
            {
                parts.Add((line[mark.Length..].Trim(), []));
            }
            else if (parts.Count > 0)
            {
                parts[^1].Body.Add(line);
            }
        }

        return parts;
    }

    private static IEnumerable<string> WithoutFacts(List<string> body)
    {
        var facts = false;
        foreach (var line in body)
        {
            if (line.StartsWith("```yaml", StringComparison.Ordinal))
            {
                facts = true;
            }
            else if (facts)
            {
                facts = line != "```";
            }
            else
            {
                yield return line;
            }
        }
    }

    private static string AfterNumber(string heading) =>
        heading.StartsWith("Example ", StringComparison.OrdinalIgnoreCase) && heading.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? heading[(colon + 1)..].Trim()
            : heading;

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines.Select(l => l.TrimEnd())).Trim('\n');
}
