using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Provisioning.Benchmarks;

/// <summary>The results as a table for the console and as a page for the documentation.</summary>
internal static class Report
{
    private static readonly string[] Head = ["What", "Figure", "Ratio", "Target", "Met"];

    public static string Table(IReadOnlyList<Figure> figures)
    {
        string[][] rows = [Head, .. figures.Select(Cells)];
        int[] widths = [.. Head.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder().AppendLine();
        foreach (var row in rows) text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return text.ToString();
    }

    public static string Page(IReadOnlyList<Figure> figures)
    {
        var page = new StringBuilder(
            $"""
            # Performance

            Written by `dotnet run -c Release --project tests/Provisioning.Benchmarks`; `-- --only NAME` measures one benchmark and `-- --quick` less of each, and neither writes this page.

            Measured on {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Split(' ')[0]} {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}. Ratios are what counts: the variants of a comparison take turns, and the ratio is the median over the rounds.


            """);
        AppendRow(page, Head);
        AppendRow(page, [.. Head.Select(_ => "---")]);
        foreach (var figure in figures) AppendRow(page, Cells(figure));
        return page.ToString();
    }

    private static void AppendRow(StringBuilder page, string[] cells) => page.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string[] Cells(Figure figure) =>
    [
        figure.What,
        figure.Value,
        figure.Ratio?.ToString("0.00 ×", CultureInfo.InvariantCulture) ?? "",
        figure.Target ?? "",
        figure.Met switch { true => "yes", false => "no", null => "" },
    ];
}
