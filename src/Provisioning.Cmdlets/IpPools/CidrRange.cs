using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Provisioning.Commands;

/// <summary>A network as people write it, and the addresses of it that hosts can have.</summary>
/// <param name="Family">Version of the addresses.</param>
/// <param name="First">First address for a host.</param>
/// <param name="Last">Last address for a host.</param>
/// <param name="PrefixLength">Prefix length.</param>
internal sealed record CidrRange(IpFamily Family, string First, string Last, int PrefixLength)
{
    /// <summary>Reads <c>203.0.113.0/24</c> or <c>2001:db8:1::/64</c>.</summary>
    /// <returns>Null when it is no network.</returns>
    public static CidrRange? Read(string text)
    {
        if (text.Split('/') is not [var address, var length] || !IPAddress.TryParse(address, out var parsed) || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            return null;

        var bytes = parsed.GetAddressBytes();
        var isFour = bytes.Length == 4;
        var hostBits = (bytes.Length * 8) - prefix;
        if (hostBits < 0 || !IsBase(bytes, hostBits))
            return null;

        // IPv4 keeps the ends of a network for itself unless it is a link of two or one address; IPv6 only its first one.
        var (skipFirst, skipLast) = (hostBits > 1, isFour && hostBits > 1);
        return new(
            isFour ? IpFamily.IPv4 : IpFamily.IPv6,
            Address(bytes, hostBits, ones: false, skipFirst ? 1 : 0),
            Address(bytes, hostBits, ones: true, skipLast ? -1 : 0),
            prefix);
    }

    /// <summary>Version of an address, or null when it is none.</summary>
    public static IpFamily? FamilyOf(string address) => !IPAddress.TryParse(address, out var parsed) ? null
        : parsed.AddressFamily == AddressFamily.InterNetwork ? IpFamily.IPv4 : IpFamily.IPv6;

    // An address inside a network instead of its first one: a slip, or a gateway; whoever typed it has to say.
    private static bool IsBase(byte[] network, int hostBits) =>
        Enumerable.Range(0, hostBits).All(bit => (network[^((bit / 8) + 1)] & (1 << (bit % 8))) == 0);

    private static string Address(byte[] network, int hostBits, bool ones, int step)
    {
        var bytes = (byte[])network.Clone();
        for (var bit = 0; ones && bit < hostBits; bit++)
            bytes[^((bit / 8) + 1)] |= (byte)(1 << (bit % 8));
        bytes[^1] = (byte)(bytes[^1] + step);
        return new IPAddress(bytes).ToString();
    }
}
