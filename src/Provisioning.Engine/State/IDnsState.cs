namespace Provisioning.Engine;

/// <summary>What the store knows about DNS.</summary>
public interface IDnsReader
{
    /// <summary>All registered zones by name, provider and endpoint.</summary>
    IReadOnlyList<DnsZone> DnsZones();

    /// <summary>A zone or null.</summary>
    DnsZone? DnsZone(long id);

    /// <summary>These services, as far as they are not terminated.</summary>
    IReadOnlyList<NamedService> NamedServices(IReadOnlyCollection<long> ids);

    /// <summary>A page of all services that are not terminated, by id.</summary>
    IReadOnlyList<NamedService> NamedServicePage(long afterId, int limit);

    /// <summary>Services that are not terminated and have one of these full names (without final dot) or hold one of these addresses.</summary>
    IReadOnlyList<long> ServicesWith(IReadOnlyCollection<string> names, IReadOnlyCollection<string> addresses);

    /// <summary>All record sets that are ours in a zone, by name and type; null takes those of all zones.</summary>
    IReadOnlyList<OwnedRecord> OwnedRecords(long? zoneId = null);

    /// <summary>The record sets that were made for these services.</summary>
    IReadOnlyList<OwnedRecord> OwnedRecordsOf(IReadOnlyCollection<long> serviceIds);

    /// <summary>A record set that is ours, or null.</summary>
    OwnedRecord? OwnedRecord(long zoneId, string name, string type);

    /// <summary>How many record sets of a zone are ours.</summary>
    int CountOwnedRecords(long zoneId);

    /// <summary>Marks that are due, the oldest first.</summary>
    IReadOnlyList<DnsMark> DueDnsMarks(DateTimeOffset now, IReadOnlyCollection<long>? serviceIds, int limit);

    /// <summary>When DNS has something to do next: a mark, or (unless for some services only) a zone to be compared. Null is never.</summary>
    DateTimeOffset? NextDnsDueAt(IReadOnlyCollection<long>? serviceIds);

    /// <summary>Addresses of a range that nobody holds and that records of ours still point to, ascending; those of zones that could not be used for too long are not among them.</summary>
    IEnumerable<UInt128> HeldBackAddresses(IpFamily family, UInt128 first, UInt128 last, DateTimeOffset now);

    /// <summary>Why an address is, or was until its zone could not be used for too long, held back; null when it is not.</summary>
    HeldBackAddress? HeldBack(string address);

    /// <summary>Whether any trouble is remembered at all.</summary>
    bool HasDnsTroubles();

    /// <summary>The addresses held by a service, or this one, with the names they point back to.</summary>
    IReadOnlyList<ReverseDns> ReverseNames(long? serviceId, string? address);
}

/// <summary>Writes about DNS.</summary>
public interface IDnsWriter
{
    /// <summary>Enters a zone and returns its number; it is compared as a whole at the next tick.</summary>
    /// <exception cref="ProvisioningException">DnsZoneExists.</exception>
    long AddDnsZone(DnsZone zone);

    /// <summary>Saves a zone: its settings, and how it stands.</summary>
    void SaveDnsZone(DnsZone zone);

    /// <summary>Forgets a zone and what is ours in it.</summary>
    void DeleteDnsZone(long id);

    /// <summary>Takes or prolongs the sole right to write a zone; false while somebody else has it.</summary>
    bool LeaseDnsZone(long id, string worker, DateTimeOffset now, DateTimeOffset until);

    /// <summary>Gives that right back.</summary>
    void ReleaseDnsZone(long id, string worker);

    /// <summary>Writes down a record set as ours. Until it is settled, its old and its new address are both pointed to.</summary>
    void SaveOwnedRecord(OwnedRecord record);

    /// <summary>A record set is ours no more, or no more there.</summary>
    void DeleteOwnedRecord(long zoneId, string name, string type);

    /// <summary>Marks services as out of step, due at once.</summary>
    void MarkDns(IReadOnlyCollection<long> serviceIds);

    /// <summary>Clears a mark, unless a newer one took its place.</summary>
    void ClearDnsMark(long mark);

    /// <summary>Puts a mark off, unless a newer one took its place.</summary>
    void PostponeDnsMark(long mark, DateTimeOffset dueAt);

    /// <summary>Remembers a trouble of a service's record; false when it was known already.</summary>
    bool NoteDnsTrouble(long serviceId, long zoneId, string name, string type, string error, DateTimeOffset now);

    /// <summary>A trouble is over; false when there was none.</summary>
    bool ForgetDnsTrouble(long serviceId, long zoneId, string name, string type);

    /// <summary>The troubles of a zone as a whole are over.</summary>
    void ForgetDnsTroubles(long zoneId);

    /// <summary>Sets the host name that an address of a service points back to; null takes the service's own.</summary>
    void SetReverseName(long serviceId, string address, string? name);
}
