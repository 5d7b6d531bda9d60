namespace Provisioning;

/// <summary>A record set that we own: what stands in the store about it.</summary>
public sealed record DnsRecord
{
    /// <summary>The registered zone's number.</summary>
    public required long ZoneId { get; init; }
    /// <summary>The zone, with its final dot.</summary>
    public required string Zone { get; init; }
    /// <summary>How the zone is written.</summary>
    public required DnsProviderKind Provider { get; init; }
    /// <summary>The record's full name, with its final dot.</summary>
    public required string Name { get; init; }
    /// <summary>A, AAAA or PTR.</summary>
    public required string Type { get; init; }
    /// <summary>Its values when we wrote it last; null while the first write is not confirmed.</summary>
    public DnsRecordData? Data { get; init; }
    /// <summary>What is being written, or was when the writer died; null when nothing is. A deletion has neither values nor <see cref="Data"/> left afterwards.</summary>
    public DnsRecordData? Pending { get; init; }
    /// <summary>Whether a deletion is under way.</summary>
    public bool IsGoing { get; init; }
    /// <summary>The service it was made for.</summary>
    public required long ServiceId { get; init; }
    /// <summary>The address it is about.</summary>
    public required string Address { get; init; }
    /// <summary>Where its provider is.</summary>
    public required Uri Endpoint { get; init; }
    /// <summary>Since when it is ours.</summary>
    public required DateTimeOffset OwnedSince { get; init; }
    /// <summary>When the provider confirmed it last.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }
}

/// <summary>How a record differs from what it should be.</summary>
public enum DnsDrift
{
    /// <summary>It should be there and is not.</summary>
    Missing,
    /// <summary>It is ours and has other values.</summary>
    Changed,
    /// <summary>It is ours and nobody needs it.</summary>
    Orphaned,
    /// <summary>Its name is wanted by a service and somebody else's record is there.</summary>
    Foreign,
}

/// <summary>One difference between what services need and what providers serve.</summary>
/// <param name="Drift">Which kind.</param>
/// <param name="Change">The change that would mend it.</param>
public sealed record DnsDifference(DnsDrift Drift, DnsChange Change);

/// <summary>The host name that an address points back to.</summary>
/// <param name="Address">The address.</param>
/// <param name="HostName">The host name with its final dot; null when nobody set one and the service has no domain.</param>
/// <param name="ServiceId">The service that holds the address.</param>
/// <param name="IsDefault">Whether it is the service's own name, because nobody set another.</param>
public sealed record ReverseDns(string Address, string? HostName, long ServiceId, bool IsDefault);
