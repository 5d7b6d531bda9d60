using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>Numbered configuration keys such as <c>net0</c>.</summary>
internal static class SlotName
{
    /// <summary>Whether a key is the prefix with a number of one to three digits.</summary>
    public static bool Is(string key, string prefix) => Number(key, prefix) is not null;

    /// <summary>The number behind the prefix; null when the key is of another kind.</summary>
    public static int? Number(string key, string prefix)
    {
        if (key.Length <= prefix.Length || key.Length > prefix.Length + 3 || !key.StartsWith(prefix, StringComparison.Ordinal)) return null;
        return int.TryParse(key.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
