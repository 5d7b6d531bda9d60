using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Provisioning.Engine;

/// <summary>An address as a number, so that ranges can be counted through and compared.</summary>
public static class IpNumber
{
    /// <summary>Reads an address; mapped, scoped and abbreviated IPv4 forms are refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpFamily family, out UInt128 number)
    {
        (family, number) = (IpFamily.IPv4, 0);
        if (text is null || text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out var address)) return false;
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            // "10.1" and "0x0a000001" parse too, as addresses nobody meant.
            if (address.ToString() != text) return false;
            number = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
            return true;
        }
        if (address.IsIPv4MappedToIPv6) return false;
        family = IpFamily.IPv6;
        number = BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes());
        return true;
    }

    /// <summary>Writes a number as the address in its shortest form.</summary>
    public static string Format(IpFamily family, UInt128 number)
    {
        if (family == IpFamily.IPv4)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(four, (uint)number);
            return new IPAddress(four).ToString();
        }
        Span<byte> sixteen = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(sixteen, number);
        return new IPAddress(sixteen).ToString();
    }
}
