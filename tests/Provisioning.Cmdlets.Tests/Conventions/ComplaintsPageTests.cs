using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Cmdlets.Tests.Conventions;

/// <summary>docs/complaints.md: each complaint is answered by tests that exist or by a decision that was written down.</summary>
public sealed partial class ComplaintsPageTests
{
    private static readonly string[] Rows =
        [.. File.ReadLines(Repository.PathOf("docs", "complaints.md")).Where(line => Number().IsMatch(line))];

    /// <summary>Bodies of the test classes by name. Most are of other assemblies, so their sources are read.</summary>
    private static readonly ILookup<string, string> Sources = Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj"))
        .Select(File.ReadAllText)
        .SelectMany(text => Class().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
        .ToLookup(source => source.Name, source => source.Text, StringComparer.Ordinal);

    [Fact]
    public void Complaints_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Rows.Length), Rows.Select(row => int.Parse(Number().Match(row).Groups[1].Value, CultureInfo.InvariantCulture)));

    [Fact]
    public void Each_is_answered_by_tests_or_decisions_that_exist()
    {
        var decisions = File.ReadLines(Repository.PathOf("docs", "decisions.md")).Select(line => Decided().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var row in Rows)
        {
            var cells = row.Trim().Trim('|').Split(" | ");
            Assert.True(cells.Length == 4, $"four cells are wanted: {row}");
            var (tests, decided) = (Test().Matches(cells[3]), Decision().Matches(cells[3]));
            Assert.True(tests.Count + decided.Count > 0, $"nothing shows it: {row}");
            foreach (Match test in tests)
                Assert.True(Sources[test.Groups[1].Value].Any(text => IsTest(text, test.Groups[2].Value)), $"there is no test {test.Value}, named by: {row}");
            foreach (Match decision in decided) Assert.True(decisions.Contains(decision.Groups[1].Value), $"there is no {decision.Value}, named by: {row}");
        }
    }

    private static bool IsTest(string text, string method) => Regex.IsMatch(text, $@"\[(Fact|Theory)[^\n]*\](\s*\[[^\n]*\])*\s*public [\w<>]+(?: [\w<>]+)? {Regex.Escape(method)}\(");

    [GeneratedRegex(@"^\| ([0-9]+) \|")]
    private static partial Regex Number();

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex Class();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"\bdecision ([0-9]+)\b")]
    private static partial Regex Decision();

    [GeneratedRegex(@"^([0-9]+)\. \*\*")]
    private static partial Regex Decided();
}
