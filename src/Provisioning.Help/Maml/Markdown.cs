using System.Text.RegularExpressions;

namespace Provisioning.Help.Maml;

/// <summary>Markdown as plain text for a console.</summary>
public static partial class Markdown
{
    /// <summary>The paragraphs: wrapped lines joined, list items and fenced lines kept each on its own.</summary>
    public static IReadOnlyList<string> Paragraphs(string markdown)
    {
        var paragraphs = new List<string>();
        var current = new List<string>();
        var fenced = false;
        foreach (var line in markdown.Split('\n').Append(""))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (line.Length > 0 && (fenced || current.Count == 0 || ListItem().IsMatch(line)))
            {
                current.Add(fenced ? "    " + line : Plain(line));
            }
            else if (line.Length > 0)
            {
                current[^1] += " " + Plain(line.Trim());
            }
            else if (!fenced && current.Count > 0)
            {
                paragraphs.Add(string.Join('\n', current));
                current.Clear();
            }
        }

        return paragraphs;
    }

    /// <summary>An example's code (all fenced blocks) apart from what is said around it.</summary>
    public static (string Code, string Remarks) CodeAndRemarks(string markdown) => (
        string.Join("\n\n", Fence().Matches(markdown).Select(m => m.Groups["code"].Value.TrimEnd('\n'))),
        Fence().Replace(markdown, "").Trim('\n'));

    /// <summary>The links of a list of links.</summary>
    public static IEnumerable<(string Text, string Address)> Links(string markdown) =>
        Link().Matches(markdown).Select(m =>
            // A link to another page of ours is a name Get-Help knows, not an address.
            (m.Groups["text"].Value, m.Groups["to"].Value.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? "" : m.Groups["to"].Value));

    private static string Plain(string line) => Emphasis().Replace(Link().Replace(line, "${text}"), "${text}");

    [GeneratedRegex(@"^\s*([-*]|\d+\.)\s|^\s*\|")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"^```\w*\n(?<code>.*?)^```\n?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<to>[^)]*)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<text>[^`]+)`|\*\*(?<text>[^*]+)\*\*")]
    private static partial Regex Emphasis();
}
