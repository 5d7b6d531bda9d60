using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>Formats of single values that are checked by code rather than by a pattern.</summary>
internal static partial class Formats
{
    private static readonly Dictionary<string, Func<string, string?>> s_checks = new()
    {
        ["dns"] = v => DnsName().IsMatch(v) && v.Length <= 255 ? null : "value does not look like a valid DNS name",
        ["storage-id"] = v => StorageId().IsMatch(v) ? null : $"storage ID '{v}' contains illegal characters",
        ["node"] = v => NodeName().IsMatch(v) ? null : "value does not look like a valid node name",
        ["configid"] = v => ConfigId().IsMatch(v) ? null : $"invalid configuration ID '{v}'",
        ["configid-list"] = v => Words(v).Select(w => Check("configid", w)).FirstOrDefault(f => f is not null),
        ["poolid"] = v => PoolId().IsMatch(v) ? null : "value does not look like a valid pool ID",
        ["urlencoded"] = v => UrlEncoded().IsMatch(v) ? null : $"invalid urlencoded string: {v}",
        ["address-list"] = v => Words(v).All(w => IPAddress.TryParse(w, out _) || DnsName().IsMatch(w)) ? null : "value does not look like a valid IP address or DNS name",
        ["ipv4"] = v => IsAddress(v, AddressFamily.InterNetwork) ? null : "value does not look like a valid ipv4 address",
        ["ipv6"] = v => IsAddress(v, AddressFamily.InterNetworkV6) ? null : "value does not look like a valid ipv6 address",
        ["ipv4-config"] = v => v == "dhcp" || IsCidr(v, AddressFamily.InterNetwork) ? null : "value does not look like a valid ipv4 network configuration",
        ["ipv6-config"] = v => v is "dhcp" or "auto" || IsCidr(v, AddressFamily.InterNetworkV6) ? null : "value does not look like a valid ipv6 network configuration",
        ["mac"] = v => MacAddress().IsMatch(v) ? null : "value does not look like a valid unicast MAC address",
        ["volume"] = v => v.Contains(':', StringComparison.Ordinal) ? null : $"unable to parse volume ID '{v}'",
        ["boot-devices"] = v => v.Split(';').All(d => BootDevice().IsMatch(d)) ? null : $"invalid boot device '{v}'",
        ["tags"] = v => Words(v).All(w => Tag().IsMatch(w)) ? null : "invalid characters in tag",
        ["fw-addresses"] = FirewallFormats.Addresses,
        ["fw-ports"] = FirewallFormats.Ports,
        ["fw-protocol"] = FirewallFormats.Protocol,
        ["fw-address"] = v => FirewallFormats.IsAddress(v) || ConfigId().IsMatch(v) ? null : $"invalid address or alias '{v}'",
    };

    public static string? Check(string format, string value) => s_checks[format](value);

    /// <summary>The items of a list: comma, semicolon, white space, or the NUL that joins a repeated parameter.</summary>
    public static string[] Words(string list) =>
        list.Split([',', ';', ' ', '\t', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family
        && (family != AddressFamily.InterNetwork || text.Count(c => c == '.') == 3);

    public static bool IsCidr(string text, AddressFamily family)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsAddress(text[..slash], family)
            && int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (family == AddressFamily.InterNetwork ? 32 : 128);
    }

    [GeneratedRegex(@"^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*$")]
    private static partial Regex DnsName();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_.-]*[a-zA-Z0-9]$")]
    private static partial Regex StorageId();

    [GeneratedRegex("^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$")]
    private static partial Regex NodeName();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]+$")]
    private static partial Regex ConfigId();

    [GeneratedRegex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,2}$")]
    private static partial Regex PoolId();

    [GeneratedRegex("^[-%a-zA-Z0-9_.!~*'()]*$")]
    private static partial Regex UrlEncoded();

    [GeneratedRegex("^[a-fA-F0-9][02468aceACE](:[a-fA-F0-9]{2}){5}$")]
    private static partial Regex MacAddress();

    [GeneratedRegex(@"^(((ide|sata|scsi|virtio|net|usb|hostpci)\d+)|)$")]
    private static partial Regex BootDevice();

    [GeneratedRegex("^[a-zA-Z0-9_][a-zA-Z0-9_+.-]*$")]
    private static partial Regex Tag();
}
