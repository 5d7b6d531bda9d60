using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>What firewall rules accept as addresses, ports and protocols, and which macros exist.</summary>
internal static partial class FirewallFormats
{
    private static readonly HashSet<string> s_macros =
    [
        "Amanda", "Auth", "BGP", "BitTorrent", "BitTorrent32", "Ceph", "CVS", "DHCPfwd", "DHCPv6", "DNS", "Distcc", "FTP", "Finger",
        "GNUnet", "GRE", "Git", "HKP", "HTTP", "HTTPS", "ICPV2", "ICQ", "IMAP", "IMAPS", "IPIP", "IPP", "IPPbrd", "IPPserver", "IPsec",
        "IPsecah", "IPsecnat", "IRC", "Jetdirect", "L2TP", "LDAP", "LDAPS", "MDNS", "MSNP", "MSSQL", "Mail", "MongoDB", "MySQL", "NNTP",
        "NNTPS", "NTP", "NeighborDiscovery", "OSPF", "OpenVPN", "PBS", "PCA", "PMG", "POP3", "POP3S", "PPtP", "Ping", "PostgreSQL",
        "Printer", "RDP", "RIP", "RNDC", "Razor", "Rdate", "Rsync", "SANE", "SIP", "SMB", "SMBswat", "SMTP", "SMTPS", "SNMP", "SPAMD",
        "SPICEproxy", "SSH", "SVN", "SixXS", "Squid", "Submission", "Syslog", "TFTP", "Telnet", "Telnets", "Time", "Trcrt", "VNC", "VNCL",
        "Web", "Webcache", "Webmin", "Whois",
    ];

    private static readonly HashSet<string> s_protocols =
        ["tcp", "udp", "icmp", "icmpv6", "ipv6-icmp", "gre", "esp", "ah", "sctp", "igmp", "ospf", "vrrp", "udplite", "dccp", "ipip", "l2tp"];

    public static bool IsMacro(string name) => s_macros.Contains(name);

    /// <summary>Host bits are refused here, while address sets mask them.</summary>
    public static string? Addresses(string value)
    {
        if (value.StartsWith('+') || value.Contains('/', StringComparison.Ordinal) && value.StartsWith("dc", StringComparison.Ordinal)) return null;
        foreach (var word in Formats.Words(value))
        {
            if (Alias().IsMatch(word)) continue;
            if (word.Contains('-', StringComparison.Ordinal) && word.Split('-').All(w => IPAddress.TryParse(w, out _))) continue;
            if (!IsAddress(word) || Mask(word) != word && word.Contains('/', StringComparison.Ordinal))
                return $"invalid source/dest address: {word}";
        }
        return null;
    }

    public static string? Ports(string value)
    {
        var words = Formats.Words(value);
        if (words.Length > 15) return $"too many entries in port list (> 15 numbers)";
        foreach (var word in words)
            if (!ServiceName().IsMatch(word) && !word.Split(':').All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535))
                return $"invalid port '{word}'";
        return null;
    }

    public static string? Protocol(string value) =>
        s_protocols.Contains(value) || byte.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"unknown protocol '{value}'";

    public static bool IsAddress(string value) =>
        IPAddress.TryParse(value, out _) || Formats.IsCidr(value, AddressFamily.InterNetwork) || Formats.IsCidr(value, AddressFamily.InterNetworkV6);

    /// <summary>The network of an address with prefix; a full prefix is left out.</summary>
    public static string Mask(string value)
    {
        var parts = value.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address)) return value;
        var bits = int.Parse(parts[1], CultureInfo.InvariantCulture);
        var bytes = address.GetAddressBytes();
        if (bits >= bytes.Length * 8) return parts[0];
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(bits - i * 8, 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - keep));
        }
        return $"{new IPAddress(bytes)}/{parts[1]}";
    }

    public static int? IpVersion(string? value)
    {
        if (value is null || !IPAddress.TryParse(Formats.Words(value).FirstOrDefault()?.Split('/', '-')[0], out var address)) return null;
        return address.AddressFamily == AddressFamily.InterNetwork ? 4 : 6;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]+$")]
    private static partial Regex Alias();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]+$")]
    private static partial Regex ServiceName();
}
