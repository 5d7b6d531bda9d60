namespace Provisioning;

/// <summary>How a zone is read and written.</summary>
public enum DnsProviderKind
{
    /// <summary>The HTTP API of a PowerDNS authoritative server.</summary>
    PowerDns,
    /// <summary>Dynamic update (RFC 2136) signed with TSIG (RFC 8945): BIND, PowerDNS, Knot and others.</summary>
    Rfc2136,
    /// <summary>Cloudflare's API, version 4.</summary>
    Cloudflare,
}

/// <summary>When two record sets count as the same although their TTLs differ.</summary>
public enum DnsTtlPolicy
{
    /// <summary>Never: another TTL is a difference.</summary>
    Equal,
    /// <summary>When the TTL found is at least the one wanted, for providers that raise small ones.</summary>
    Floor,
    /// <summary>Always.</summary>
    Ignore,
}

/// <summary>
/// A zone at one provider. The same zone at two providers is two of these, and both are written. Whether it is a reverse zone is told by its name.
/// </summary>
public sealed record DnsZone
{
    /// <summary>Number in our store; 0 before it is registered.</summary>
    public long Id { get; init; }
    /// <summary>The zone, in lower case and with its final dot: <c>example.com.</c>, <c>2.0.192.in-addr.arpa.</c>, <c>0/26.2.0.192.in-addr.arpa.</c></summary>
    public required string Name { get; init; }
    /// <summary>How it is read and written.</summary>
    public required DnsProviderKind Provider { get; init; }
    /// <summary>
    /// Where: the base address of the HTTP API (<c>http://ns1:8081</c>, <c>https://api.cloudflare.com/client/v4</c>), or <c>dns://ns1:53</c> for dynamic update.
    /// </summary>
    public required Uri Endpoint { get; init; }
    /// <summary>Name of the TSIG key (dynamic update only).</summary>
    public string? KeyName { get; init; }
    /// <summary>Algorithm of the TSIG key: <c>hmac-sha256</c> or <c>hmac-sha512</c> (dynamic update only).</summary>
    public string? KeyAlgorithm { get; init; }
    /// <summary>TTL of our records, in seconds.</summary>
    public int Ttl { get; init; } = 300;
    /// <summary>When TTLs count as the same.</summary>
    public DnsTtlPolicy TtlPolicy { get; init; } = DnsTtlPolicy.Equal;
    /// <summary>SHA-256 thumbprints (hex) of certificates that are trusted although no authority signs for them (HTTPS only).</summary>
    public IReadOnlyList<string> CertificateThumbprints { get; init; } = [];
    /// <summary>Turns the certificate check off. Nothing protects the credential then.</summary>
    public bool SkipCertificateCheck { get; init; }
    /// <summary>Time allowed for one request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>How often all our records in it are compared with what is served, and mended.</summary>
    public TimeSpan RepairEvery { get; init; } = TimeSpan.FromDays(1);
    /// <summary>
    /// An address that was given back is handed out again only when no record of ours points to it any more; but once the zone could not be
    /// used for this long, it is handed out all the same, and the journal says so.
    /// </summary>
    public TimeSpan HoldAddressesFor { get; init; } = TimeSpan.FromDays(7);
    /// <summary>Free words of the admin.</summary>
    public string? Notes { get; init; }
    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }
    /// <summary>When all of it was compared last.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
    /// <summary>When all of it is compared next.</summary>
    public DateTimeOffset CheckDueAt { get; init; }
    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }
    /// <summary>Since when it can't be used, because its provider is out of reach or turns us away; null while it can.</summary>
    public DateTimeOffset? UnreachableSince { get; init; }
    /// <summary>When it is tried again, while it is left alone after failures.</summary>
    public DateTimeOffset? RestsUntil { get; init; }
    /// <summary>The last failure; null after a success.</summary>
    public ProvisioningError? LastError { get; init; }
}

/// <summary>What a zone's provider answered when it was tried.</summary>
public sealed record DnsZoneCheck
{
    /// <summary>The zone.</summary>
    public required string Zone { get; init; }
    /// <summary>How it is read and written.</summary>
    public required DnsProviderKind Provider { get; init; }
    /// <summary>Where.</summary>
    public required Uri Endpoint { get; init; }
    /// <summary>Reached, signed in, zone served, and nothing is missing.</summary>
    public bool Success => Problems.Count == 0;
    /// <summary>Software and version, as far as told.</summary>
    public string? Version { get; init; }
    /// <summary>Serial of the zone's SOA, as far as told.</summary>
    public uint? Serial { get; init; }
    /// <summary>Round trip of the cheapest request in milliseconds.</summary>
    public double? LatencyMs { get; init; }
    /// <summary>Where the mark of our records is kept there: comment, text record, or our store alone.</summary>
    public string? Marks { get; init; }
    /// <summary>Everything that stands in the way.</summary>
    public IReadOnlyList<ProvisioningError> Problems { get; init; } = [];
}
