using System.IO.Enumeration;

namespace Provisioning.Proxmox;

/// <summary>Names with <c>*</c> and <c>?</c>; case does not count.</summary>
internal static class Wildcard
{
    public static bool Matches(string pattern, string name) =>
        // A backslash would be an escape there; in a name it is itself.
        FileSystemName.MatchesSimpleExpression(pattern.Replace(@"\", @"\\", StringComparison.Ordinal), name, ignoreCase: true);
}
