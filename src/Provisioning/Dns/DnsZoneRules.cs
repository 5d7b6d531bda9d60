using Provisioning.Dns;

namespace Provisioning;

/// <summary>What a registration must be like to be entered.</summary>
internal static class DnsZoneRules
{
    private static readonly string[] Algorithms = ["hmac-sha256", "hmac-sha512"];

    /// <summary>Checks a zone and brings it into its normal form.</summary>
    /// <exception cref="ProvisioningException">InvalidValue.</exception>
    public static DnsZone Checked(DnsZone zone)
    {
        var name = DnsName.Parse(zone.Name);
        Demand(!name.IsRoot, zone, "Name", "the name of a zone, not the root");
        var endpoint = zone.Endpoint;
        Demand(endpoint.IsAbsoluteUri && endpoint.UserInfo.Length == 0, zone, "Endpoint", "an absolute address without user name or password");
        if (zone.Provider == DnsProviderKind.Rfc2136)
        {
            Demand(endpoint.Scheme == "dns", zone, "Endpoint", "an address such as dns://ns1.example.com:53 for dynamic update");
            Demand(DnsName.TryParse(zone.KeyName, out _), zone, "KeyName", "the name of a TSIG key");
            Demand(Algorithms.Contains(zone.KeyAlgorithm ?? Algorithms[0], StringComparer.OrdinalIgnoreCase), zone, "KeyAlgorithm", "hmac-sha256 or hmac-sha512");
            zone = zone with { KeyName = DnsName.Parse(zone.KeyName!).ToString(), KeyAlgorithm = (zone.KeyAlgorithm ?? Algorithms[0]).ToLowerInvariant() };
        }
        else
        {
            Demand(endpoint.Scheme is "http" or "https", zone, "Endpoint", "an address that begins with http:// or https://");
            zone = zone with { KeyName = null, KeyAlgorithm = null };
        }
        Demand(zone.Ttl is >= 1 and <= 604_800, zone, "Ttl", "1 to 604800 seconds");
        Demand(zone.RequestTimeout > TimeSpan.Zero && zone.RequestTimeout <= TimeSpan.FromMinutes(1), zone, "RequestTimeout", "longer than nothing and at most a minute");
        Demand(zone.RepairEvery >= TimeSpan.FromMinutes(5) && zone.RepairEvery <= TimeSpan.FromDays(365), zone, "RepairEvery", "5 minutes to a year");
        Demand(zone.HoldAddressesFor >= TimeSpan.Zero && zone.HoldAddressesFor <= TimeSpan.FromDays(3650), zone, "HoldAddressesFor", "0 seconds to ten years");
        return zone with { Name = name.ToString(), Notes = string.IsNullOrWhiteSpace(zone.Notes) ? null : zone.Notes };
    }

    private static void Demand(bool holds, DnsZone zone, string field, string allowed)
    {
        if (!holds) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{field} of zone '{zone.Name}' must be {allowed}.", zone.Name);
    }
}
