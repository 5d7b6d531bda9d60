namespace Provisioning;

/// <summary>What is to be done about one record set.</summary>
public enum DnsAction
{
    /// <summary>It is as it should be.</summary>
    Keep,
    /// <summary>It is missing and will be made.</summary>
    Create,
    /// <summary>It is ours and differs.</summary>
    Update,
    /// <summary>It is ours and nobody needs it any more.</summary>
    Delete,
    /// <summary>It is not ours. It is left alone unless the change is forced or adopted.</summary>
    Conflict,
    /// <summary>No registered zone holds this name: nothing can be done, and nothing is wrong with the machine.</summary>
    NoZone,
}

/// <summary>The values of one record set, in canonical form.</summary>
/// <param name="Ttl">Seconds.</param>
/// <param name="Values">Addresses in their shortest form, or host names in lower case with their final dot; sorted.</param>
public sealed record DnsRecordData(int Ttl, IReadOnlyList<string> Values)
{
    /// <inheritdoc/>
    public bool Equals(DnsRecordData? other) => other is not null && Ttl == other.Ttl && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ttl, Values.Count, Values.Count > 0 ? Values[0] : null);

    /// <summary>Values and TTL in one line.</summary>
    public override string ToString() => $"{string.Join(", ", Values)} ({Ttl} s)";
}

/// <summary>One change of one record set at one provider. A plan is a stream of these, and applying takes exactly what was planned.</summary>
public sealed record DnsChange
{
    /// <summary>Number of the registered zone; 0 when there is none (<see cref="DnsAction.NoZone"/>).</summary>
    public required long ZoneId { get; init; }
    /// <summary>How the zone is written.</summary>
    public DnsProviderKind? Provider { get; init; }
    /// <summary>Where.</summary>
    public Uri? Endpoint { get; init; }
    /// <summary>The zone, with its final dot; null when there is none.</summary>
    public string? Zone { get; init; }
    /// <summary>The record's full name, with its final dot.</summary>
    public required string Name { get; init; }
    /// <summary>A, AAAA or PTR.</summary>
    public required string Type { get; init; }
    /// <summary>What is to be done.</summary>
    public required DnsAction Action { get; init; }
    /// <summary>What is there now; null when nothing is. Applying refuses when something else is there by then.</summary>
    public DnsRecordData? Before { get; init; }
    /// <summary>What will be there; null when nothing will.</summary>
    public DnsRecordData? After { get; init; }
    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }
    /// <summary>Who the record belongs to now: our store's id, another's, or null when nobody marked it.</summary>
    public string? Owner { get; init; }
    /// <summary>The service it is for; null for what no service needs.</summary>
    public long? ServiceId { get; init; }
    /// <summary>The address it is about.</summary>
    public string? Address { get; init; }
}

/// <summary>What became of one change.</summary>
public enum DnsOutcome
{
    /// <summary>The provider has confirmed it.</summary>
    Applied,
    /// <summary>Nothing had to be done.</summary>
    Unchanged,
    /// <summary>It was left alone: a conflict, no zone, or a limit.</summary>
    Skipped,
    /// <summary>Something else is there than was planned for; plan again.</summary>
    Stale,
    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>A change and what became of it.</summary>
/// <param name="Change">The change.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why not, when it was not applied.</param>
public sealed record DnsChangeResult(DnsChange Change, DnsOutcome Outcome, ProvisioningError? Error = null);
