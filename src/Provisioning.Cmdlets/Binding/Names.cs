using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Names that may be patterns.</summary>
internal static class Names
{
    /// <summary>What a search by names finds: a pattern may find nothing, a plain name that is unknown is an error.</summary>
    /// <param name="name">The name or pattern; null finds all.</param>
    /// <param name="find">Searches by pattern.</param>
    /// <param name="get">Gets the one of a plain name.</param>
    public static IEnumerable<T> Search<T>(string? name, Func<string?, IEnumerable<T>> find, Func<string, T> get) =>
        name is null || WildcardPattern.ContainsWildcardCharacters(name) ? find(name) : [get(name)];

    /// <summary>Null for the empty text that PowerShell makes of a null.</summary>
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
