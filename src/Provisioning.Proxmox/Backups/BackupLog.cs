namespace Provisioning.Proxmox;

/// <summary>Reads the log of a backup's task for the line that tells why it failed.</summary>
internal static class BackupLog
{
    /// <summary>How much of a log is read: a line for each percent and more of a large machine, and then some.</summary>
    public const int MostLines = 20_000;

    private const string Error = "ERROR: ";
    private const string Failed = " failed - ";

    /// <summary>The reason behind <c>Backup of VM n failed - </c>, else the last line that is an error; null when there is neither.</summary>
    public static string? Reason(IReadOnlyList<string> log)
    {
        string? last = null;
        foreach (var line in log)
        {
            if (!line.StartsWith(Error, StringComparison.Ordinal)) continue;
            if (line.IndexOf(Failed, StringComparison.Ordinal) is > 0 and var at) return line[(at + Failed.Length)..].Trim();
            last = line[Error.Length..].Trim();
        }
        return last;
    }
}
