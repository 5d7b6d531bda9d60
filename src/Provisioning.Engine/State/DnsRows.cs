namespace Provisioning.Engine;

/// <summary>What DNS has to know about a service that is not terminated.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="HostName">Host name.</param>
/// <param name="Domain">Domain; null or empty when it has none, and then no forward records.</param>
/// <param name="Addresses">Addresses held, main ones first, then in the order in which they were taken.</param>
public sealed record NamedService(long ServiceId, string HostName, string? Domain, IReadOnlyList<NamedAddress> Addresses);

/// <summary>An address that a service holds.</summary>
/// <param name="Address">The address in its shortest form.</param>
/// <param name="Family">Version.</param>
/// <param name="IsMain">Whether it is the service's main one of its version.</param>
/// <param name="ReverseName">The host name that it shall point back to; null is the service's own.</param>
public sealed record NamedAddress(string Address, IpFamily Family, bool IsMain, string? ReverseName);

/// <summary>What was about to be done with a record when it was last written.</summary>
public enum DnsIntent
{
    /// <summary>It was about to be made, changed or taken over.</summary>
    Write,
    /// <summary>It was about to be deleted.</summary>
    Delete,
}

/// <summary>A record set that is ours, as the store keeps it.</summary>
public sealed record OwnedRecord
{
    /// <summary>The zone at its provider.</summary>
    public required long ZoneId { get; init; }
    /// <summary>Full name, canonical.</summary>
    public required string Name { get; init; }
    /// <summary>A, AAAA or PTR.</summary>
    public required string Type { get; init; }
    /// <summary>The service it was made for.</summary>
    public required long ServiceId { get; init; }
    /// <summary>The address it is about.</summary>
    public required string Address { get; init; }
    /// <summary>What its provider confirmed last; null before the first time.</summary>
    public DnsRecordData? Data { get; init; }
    /// <summary>What is not settled; null when nothing is.</summary>
    public DnsIntent? Intent { get; init; }
    /// <summary>What is being written.</summary>
    public DnsRecordData? Intended { get; init; }
    /// <summary>Since when it is ours.</summary>
    public required DateTimeOffset OwnedSince { get; init; }
    /// <summary>When its provider confirmed it last.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }
}

/// <summary>A service whose records may be out of step.</summary>
/// <param name="Mark">Number of the mark; a later change has a higher one.</param>
/// <param name="ServiceId">The service.</param>
public sealed record DnsMark(long Mark, long ServiceId);

/// <summary>Why an address is held back although nobody holds it.</summary>
/// <param name="Name">The record that points to it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Zone">The zone.</param>
/// <param name="UnusableSince">Since when the zone can't be used; null when it can.</param>
public sealed record HeldBackAddress(string Name, string Type, string Zone, DateTimeOffset? UnusableSince);
