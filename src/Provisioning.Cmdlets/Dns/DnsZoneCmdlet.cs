using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What all cmdlets share that are about registered zones: which ones. A name means the zone at every provider that it is registered at.</summary>
public abstract class DnsZoneCmdlet : ProvisioningCmdlet
{
    private protected const string ByName = "ByName";
    private protected const string ById = "ById";

    /// <summary>Runs something for each zone that is meant; what is unknown is written as an error.</summary>
    private protected void Each(string[] names, long[] ids, Action<DnsZone> action)
    {
        foreach (var id in ids)
            if (TryCall(id, host => host.DnsZones.Get(id), out var zone)) action(zone);
        foreach (var name in names)
        {
            if (!TryCall(name, host => host.DnsZones.Find(name).ToList(), out var zones)) continue;
            if (zones.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(ErrorRecords.Of(new ProvisioningException(ErrorIds.DnsZoneNotFound, ErrorKind.NotFound, $"No zone '{name}' is registered; Get-DnsZone lists them.", name)));
            foreach (var zone in zones) action(zone);
        }
    }

    /// <summary>Zone and provider: whoever says yes must see what to.</summary>
    private protected static string Called(DnsZone zone) => string.Create(CultureInfo.InvariantCulture, $"{zone.Name} at {zone.Provider} {zone.Endpoint}");
}
