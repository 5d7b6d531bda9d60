namespace Provisioning.Proxmox.Client;

/// <summary>
/// The <c>sshkeys</c> value: keys one a line, percent-encoded with <c>%20</c> for a space, and then once more by the form it is sent in
/// (the value's own format is <c>urlencoded</c>; the complaint of half of all clients, e.g. proxmoxer#153).
/// </summary>
public static class SshKeys
{
    /// <summary>The value for public keys; empty when there are none.</summary>
    public static string Encode(IEnumerable<string> keys)
    {
        var lines = new List<string>();
        foreach (var key in keys)
            foreach (var line in key.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                lines.Add(line);
        return lines.Count == 0 ? "" : Uri.EscapeDataString(string.Join('\n', lines) + "\n");
    }

    /// <summary>The public keys of a value.</summary>
    public static IReadOnlyList<string> Decode(string? value) => string.IsNullOrEmpty(value)
        ? []
        : Uri.UnescapeDataString(value).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
