using System.Buffers;
using System.Text.RegularExpressions;

namespace Provisioning.Proxmox;

/// <summary>Which words can be names of things on a server or in a guest.</summary>
internal static partial class Words
{
    private static readonly SearchValues<char> Wildcards = SearchValues.Create("*?[]");

    public const string HostNameRule = "letters, digits and hyphens, at most 63, neither beginning nor ending with a hyphen";

    /// <summary>One label of a DNS name (RFC 1123).</summary>
    public static bool IsHostName(string text) => HostName().IsMatch(text);

    /// <summary>A DNS name of several labels, at most 253 characters.</summary>
    public static bool IsDomain(string text) => text.Length <= 253 && text.Split('.').All(IsHostName);

    /// <summary>A domain as it is kept: without the dots around it that other tools ask for.</summary>
    public static string Domain(string text) => text.Trim().Trim('.');

    /// <summary>Proxmox VE's <c>pve-storage-id</c>.</summary>
    public static bool IsStorage(string text) => text.Length <= 100 && Storage().IsMatch(text);

    /// <summary>A bridge or virtual network: the name of a network interface, so at most 15 characters.</summary>
    public static bool IsBridge(string text) => Bridge().IsMatch(text);

    public const string UserNameRule = "a letter or _ followed by at most 31 letters, digits and the characters _ . -";

    /// <summary>An account that Linux and Windows guests take.</summary>
    public static bool IsUserName(string text) => UserName().IsMatch(text);

    /// <summary>A name in our own records: one line that no wildcard search misreads.</summary>
    public static bool IsRecordName(string text) =>
        text.Length is > 0 and <= 64 && text == text.Trim() && !text.Any(char.IsControl) && text.AsSpan().IndexOfAny(Wildcards) < 0;

    public static bool IsOneLine(string text) => !text.Any(char.IsControl);

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]*[A-Za-z0-9]\z")]
    private static partial Regex Storage();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_.-]{0,14}\z")]
    private static partial Regex Bridge();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]{0,31}\z")]
    private static partial Regex UserName();
}
