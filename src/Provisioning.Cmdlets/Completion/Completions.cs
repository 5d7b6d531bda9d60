using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Completion results as PowerShell wants them.</summary>
internal static class Completions
{
    /// <summary>The typed word without the quote it may begin or end with.</summary>
    public static string Bare(string? word) => (word ?? "").Trim('\'', '"');

    /// <summary>A result whose text is quoted where PowerShell would else read it as something different.</summary>
    public static CompletionResult Of(string text, string? shown = null, string? tooltip = null) =>
        new(Quoted(text), shown ?? text, CompletionResultType.ParameterValue, string.IsNullOrEmpty(tooltip) ? shown ?? text : tooltip);

    /// <summary>Whether the name begins with what was typed.</summary>
    public static bool Begins(string name, string word) => name.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') ? text : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
