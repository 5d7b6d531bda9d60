using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Provisioning.Dns;

/// <summary>Names that addresses point back from: <c>10.2.0.192.in-addr.arpa.</c>, all 32 nibbles below <c>ip6.arpa.</c>, and classless ones (RFC 2317).</summary>
public static class ReverseName
{
    private const string V4 = "in-addr.arpa.";
    private const string V6 = "ip6.arpa.";

    /// <summary>The name of an address.</summary>
    /// <exception cref="ProvisioningException">InvalidValue: an IPv4 address in an IPv6 coat, or one that is only valid on a link.</exception>
    public static DnsName Of(IPAddress address)
    {
        Demand(address);
        var bytes = address.GetAddressBytes();
        var text = new StringBuilder(80);
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (bytes.Length == 4) text.Append(CultureInfo.InvariantCulture, $"{bytes[i]}.");
            else text.Append(Hex(bytes[i] & 0xf)).Append('.').Append(Hex(bytes[i] >> 4)).Append('.');
        }
        return DnsName.Canonical(text.Append(bytes.Length == 4 ? V4 : V6).ToString());
    }

    /// <summary>The address that a name stands for; null when it stands for none. Classless names are read too: <c>20.0/26.2.0.192.in-addr.arpa.</c></summary>
    public static IPAddress? AddressOf(DnsName name)
    {
        var labels = name.Labels;
        if (name.IsWithin(DnsName.Canonical(V6))) return V6AddressOf(labels);
        if (!name.IsWithin(DnsName.Canonical(V4)) || labels.Count is not (6 or 7)) return null;
        Span<byte> bytes = stackalloc byte[4];
        if (!TryOctet(labels[0], out bytes[3])) return null;
        for (var i = 0; i < 3; i++)
            if (!TryOctet(labels[labels.Count - 3 - i], out bytes[i])) return null;
        return labels.Count == 6 || Classless.Read(labels[1]) is { } part && part.Holds(bytes[3]) ? new IPAddress(bytes) : null;
    }

    /// <summary>The name that an address has in a zone: below a classless zone (RFC 2317) another than below an ordinary one; null when the zone doesn't hold it.</summary>
    /// <exception cref="ProvisioningException">InvalidValue: see <see cref="Of"/>.</exception>
    public static DnsName? In(DnsName zone, IPAddress address)
    {
        var name = Of(address);
        if (name.IsWithin(zone)) return name;
        if (address.AddressFamily != AddressFamily.InterNetwork || Classless.Read(zone.FirstLabel) is not { } part || name.Parent != zone.Parent) return null;
        return part.Holds(address.GetAddressBytes()[3]) ? DnsName.Canonical($"{name.FirstLabel}.{zone}") : null;
    }

    private static void Demand(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) throw Refused(address, "is an IPv4 address in an IPv6 coat; give the IPv4 address");
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && (address.ScopeId != 0 || address.IsIPv6LinkLocal)) throw Refused(address, "is only valid on one link and has no reverse name");
    }

    private static ProvisioningException Refused(IPAddress address, string why) => new(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{address} {why}.", address.ToString());

    private static IPAddress? V6AddressOf(IReadOnlyList<string> labels)
    {
        if (labels.Count != 34) return null;
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 32; i++)
        {
            if (labels[i].Length != 1 || !char.IsAsciiHexDigitLower(labels[i][0])) return null;
            var nibble = labels[i][0] <= '9' ? labels[i][0] - '0' : labels[i][0] - 'a' + 10;
            bytes[15 - (i / 2)] |= (byte)(i % 2 == 0 ? nibble : nibble << 4);
        }
        return new IPAddress(bytes);
    }

    private static bool TryOctet(string label, out byte octet)
    {
        octet = 0;
        return label.Length is >= 1 and <= 3 && (label.Length == 1 || label[0] != '0') && byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out octet);
    }

    private static char Hex(int nibble) => (char)(nibble < 10 ? '0' + nibble : 'a' + nibble - 10);

    /// <summary>
    /// A label of RFC 2317: <c>64/26</c> and <c>64-26</c> are a first address and a prefix length, <c>64-127</c> is a first and a last address.
    /// <c>0-26</c> could be either and holds what both do together.
    /// </summary>
    private readonly record struct Classless(int First, int Last)
    {
        public bool Holds(int octet) => octet >= First && octet <= Last;

        public static Classless? Read(string label)
        {
            var cut = label.IndexOfAny(['/', '-']);
            if (cut < 1 || !TryOctet(label[..cut], out var first) || !TryOctet(label[(cut + 1)..], out var second)) return null;
            var isPrefix = second is >= 25 and <= 32 && first % (1 << (32 - second)) == 0;
            var byPrefix = isPrefix ? new Classless(first, first + (1 << (32 - second)) - 1) : (Classless?)null;
            if (label[cut] == '/') return byPrefix;
            var byRange = second >= first ? new Classless(first, second) : (Classless?)null;
            return (byPrefix, byRange) is ({ } prefix, { } range) ? new Classless(first, Math.Max(prefix.Last, range.Last)) : byPrefix ?? byRange;
        }
    }
}
