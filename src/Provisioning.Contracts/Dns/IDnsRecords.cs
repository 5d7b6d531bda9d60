namespace Provisioning;

/// <summary>The registered zones.</summary>
public interface IDnsZones
{
    /// <summary>All zones by name, then provider; <paramref name="name"/> may hold wildcards and may lack the final dot.</summary>
    IEnumerable<DnsZone> Find(string? name = null);

    /// <summary>Enters a zone. Nothing is asked of its provider; see <see cref="CheckAsync(DnsZone, SecretText, CancellationToken)"/>.</summary>
    /// <exception cref="ProvisioningException">DnsZoneExists (same zone, provider and endpoint), InvalidValue.</exception>
    DnsZone Register(DnsZone zone, SecretText secret);

    /// <summary>One zone.</summary>
    /// <exception cref="ProvisioningException">DnsZoneNotFound.</exception>
    DnsZone Get(long id);

    /// <summary>Replaces a zone's settings (its name, provider and endpoint stay) and, when one is given, its secret; it is compared as a whole at the next tick.</summary>
    /// <exception cref="ProvisioningException">DnsZoneNotFound, InvalidValue.</exception>
    DnsZone Update(DnsZone zone, SecretText? secret);

    /// <summary>Forgets a zone. Its records stay at the provider; refused while we own some there, unless <paramref name="abandon"/>.</summary>
    /// <exception cref="ProvisioningException">DnsZoneNotFound, DnsZoneInUse.</exception>
    void Unregister(long id, bool abandon = false);

    /// <summary>Asks a registered zone's provider whether it is reached, lets us in, and serves the zone; nothing is written.</summary>
    /// <exception cref="ProvisioningException">DnsZoneNotFound.</exception>
    Task<DnsZoneCheck> CheckAsync(long id, CancellationToken cancellation);

    /// <summary>The same for one that is not registered yet.</summary>
    Task<DnsZoneCheck> CheckAsync(DnsZone zone, SecretText secret, CancellationToken cancellation);
}

/// <summary>Which services and zones a plan is about. Empty is all.</summary>
public sealed record DnsScope
{
    /// <summary>Only what concerns these services.</summary>
    public IReadOnlyCollection<long> ServiceIds { get; init; } = [];
    /// <summary>Only these zones (names, wildcards allowed).</summary>
    public IReadOnlyCollection<string> Zones { get; init; } = [];
    /// <summary>Also what is as it should be.</summary>
    public bool IncludeKeep { get; init; }
    /// <summary>Takes over records that are nobody's and already hold the wanted values.</summary>
    public bool Adopt { get; init; }
    /// <summary>Takes over records that are nobody's and hold other values, and lifts the limits on how much may change at once.</summary>
    public bool Force { get; init; }
    /// <summary>Takes over records that are marked by this owner (a store's id); those of other owners stay conflicts, whatever else is set.</summary>
    public string? TakeFrom { get; init; }
}

/// <summary>Records in step with services.</summary>
public interface IDnsRecords
{
    /// <summary>What would have to change, one object a record set; providers are read, nothing is written.</summary>
    /// <remarks>A zone that can't be read yields no change but its error through <paramref name="problems"/>: an incomplete picture deletes nothing.</remarks>
    IAsyncEnumerable<DnsChange> PlanAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation);

    /// <summary>
    /// Plans and applies in one go, each zone under the sole right to write it. Nothing is written when the limits forbid it, and nothing
    /// in a zone that can't be read.
    /// </summary>
    /// <returns>Everything that was done or could not be, as it is settled.</returns>
    /// <exception cref="ProvisioningException">DnsTooManyChanges: nothing was written.</exception>
    IAsyncEnumerable<DnsChangeResult> SyncAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation);

    /// <summary>Applies exactly these changes, grouped by zone: forward before reverse where something is made, reverse before forward where something goes.</summary>
    /// <exception cref="ProvisioningException">DnsTooManyChanges: nothing was written.</exception>
    IAsyncEnumerable<DnsChangeResult> ApplyAsync(IReadOnlyList<DnsChange> changes, bool force, CancellationToken cancellation);

    /// <summary>What differs, as it is served now.</summary>
    IAsyncEnumerable<DnsDifference> CompareAsync(DnsScope scope, Action<ProvisioningError>? problems, CancellationToken cancellation);

    /// <summary>What we own, from the store alone.</summary>
    IEnumerable<DnsRecord> Find(DnsScope scope, CancellationToken cancellation);

    /// <summary>Sets <c>set_dns_records</c>; the next tick brings the service's records into step and returns it to <c>ready</c>.</summary>
    /// <returns>The service with what it has to do.</returns>
    /// <exception cref="ProvisioningException">ServiceNotFound, StatusForbids.</exception>
    ProvisionedService Queue(long serviceId);

    /// <summary>The host names that a service's addresses, or one address, point back to.</summary>
    IEnumerable<ReverseDns> Reverse(long? serviceId, string? address);

    /// <summary>Sets the host name that a held address points back to; null goes back to the service's own name. The tick writes it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="hostName">The host name.</param>
    /// <param name="serviceId">Who holds it; only needed where services of several servers hold the same (private) address.</param>
    /// <exception cref="ProvisioningException">AddressNotFound, ContradictoryValues, InvalidValue.</exception>
    ReverseDns SetReverse(string address, string? hostName, long? serviceId = null);
}
