using System.Text;

namespace Provisioning.Engine;

/// <summary>Names of reverse zones.</summary>
public static class ReverseZones
{
    /// <summary>The zone that a network's reverse records would lie in, or the advice to delegate without classes (RFC 2317).</summary>
    public static string Suggest(IpFamily family, UInt128 address, int prefixLength)
    {
        var (step, bits, suffix) = family == IpFamily.IPv4 ? (8, 32, "in-addr.arpa") : (4, 128, "ip6.arpa");
        if (family == IpFamily.IPv4 && prefixLength > 24) return "classless delegation required";
        var labels = prefixLength / step;
        var name = new StringBuilder();
        for (var i = labels - 1; i >= 0; i--)
        {
            var part = (uint)(address >> (bits - step * (i + 1))) & ((1u << step) - 1);
            name.Append(family == IpFamily.IPv4 ? part.ToString(System.Globalization.CultureInfo.InvariantCulture) : part.ToString("x", System.Globalization.CultureInfo.InvariantCulture)).Append('.');
        }
        return name.Append(suffix).ToString();
    }
}
