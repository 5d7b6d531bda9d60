using System.IO.Enumeration;

namespace Provisioning.Engine;

/// <summary>Patterns of names as a face hands them on, with <c>*</c> and <c>?</c>; case does not count.</summary>
public static class NamePattern
{
    /// <summary>Whether a name fits; without a pattern every name does.</summary>
    public static bool Matches(string? pattern, string name) =>
        // A backslash would be an escape there; in a name it is itself.
        string.IsNullOrEmpty(pattern) || FileSystemName.MatchesSimpleExpression(pattern.Replace(@"\", @"\\", StringComparison.Ordinal), name, ignoreCase: true);
}
