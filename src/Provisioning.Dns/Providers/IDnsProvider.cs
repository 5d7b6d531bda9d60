using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>Where a provider keeps the marks of record sets, beside our store, which always knows.</summary>
public enum MarkPlace
{
    /// <summary>In a comment on the record set.</summary>
    Comment,
    /// <summary>In a TXT record beside it, <see cref="RecordMark.NameFor"/>.</summary>
    TextRecord,
    /// <summary>Nowhere: only our store knows.</summary>
    StoreOnly,
}

/// <summary>What a provider can do.</summary>
public sealed record DnsCapabilities
{
    /// <summary>Whether all changes that are sent together happen together or not at all.</summary>
    public required bool AtomicZone { get; init; }
    /// <summary>Whether the server itself checks what must still be there. Elsewhere it is read again just before writing.</summary>
    public required bool CompareAndSwap { get; init; }
    /// <summary>Where marks are kept.</summary>
    public required MarkPlace Marks { get; init; }
    /// <summary>Whether marks are comments.</summary>
    public bool Comments => Marks == MarkPlace.Comment;
    /// <summary>The smallest TTL in seconds; smaller ones are raised to it. 0: none.</summary>
    public int MinTtl { get; init; }
    /// <summary>The most record sets sent together; more are sent in parts.</summary>
    public required int MaxBatch { get; init; }
    /// <summary>Types that can be written.</summary>
    public required IReadOnlyList<RecordType> Types { get; init; }
}

/// <summary>What a zone holds, of the types that we look at.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="IsWhole">Whether all of the zone was read, or only the asked keys.</param>
/// <param name="Serial">Serial of its SOA, as far as told.</param>
/// <param name="RecordSets">What is there, without our own mark records: their content is in <see cref="RecordSet.Mark"/>.</param>
public sealed record ZoneContent(DnsName Zone, bool IsWhole, uint? Serial, IReadOnlyDictionary<RecordKey, RecordSet> RecordSets)
{
    /// <summary>The record set of a key; null when there is none.</summary>
    public RecordSet? this[RecordKey key] => RecordSets.GetValueOrDefault(key);

    /// <summary>
    /// Marks whose record set is gone (kept in TXT records only): what an interrupted hand or somebody else's deletion left. They go away with a
    /// change from nothing (with this mark, see <see cref="RecordChange.LostMark"/>) to something, or to nothing.
    /// </summary>
    public IReadOnlyDictionary<RecordKey, RecordMark> LostMarks { get; init; } = new Dictionary<RecordKey, RecordMark>();
}

/// <summary>One change of one record set: what must still be there, and what shall be there then, its mark included.</summary>
/// <param name="Key">Name and type.</param>
/// <param name="Before">What must still be there, values and mark (the TTL is not compared); null: nothing. Otherwise the change is refused as stale.</param>
/// <param name="After">What shall be there, with its mark; null: nothing, the mark goes too.</param>
public sealed record RecordChange(RecordKey Key, RecordSet? Before, RecordSet? After)
{
    /// <summary>The mark that is there although its record set is not (<see cref="ZoneContent.LostMarks"/>); null: none may be there.</summary>
    public RecordMark? LostMark { get; init; }

    /// <summary>The mark that must still be there.</summary>
    internal RecordMark? MarkBefore => Before?.Mark ?? LostMark;
}

/// <summary>What became of one change.</summary>
/// <param name="Change">The change.</param>
/// <param name="Outcome">Applied, Unchanged (it was so already, nothing was written), Stale or Failed.</param>
/// <param name="Live">What was there before, as far as read.</param>
/// <param name="Error">Why not, when it is stale or failed.</param>
public sealed record RecordChangeResult(RecordChange Change, DnsOutcome Outcome, RecordSet? Live = null, ProvisioningError? Error = null);

/// <summary>
/// One DNS server or service, with our credential for it, as one registration has it. Thread-safe; keep one as long as the registration stays the same.
/// Errors of all its calls: ServerUnreachable, ServerTimeout, EndpointResting, CertificateRejected, BadReply, ReplyTooLarge; DnsAuthFailed,
/// DnsBadSignature, DnsUnknownKey, DnsClockSkew (with the offset), DnsRefused, DnsZoneNotServed, DnsRateLimited (with the time to wait),
/// and whatever the scope's BeforeSend throws.
/// </summary>
public interface IDnsProvider : IDisposable
{
    /// <summary>Which kind it is.</summary>
    DnsProviderKind Kind { get; }

    /// <summary>What it can do. May change once a server showed that it keeps no comments.</summary>
    DnsCapabilities Capabilities { get; }

    /// <summary>Reads some record sets of a zone, or all of it.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="keys">What to read; null reads the whole zone. What else stands at these names may come along.</param>
    /// <param name="scope">On whose behalf.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Complete for what was asked: a key that is absent is absent at the provider.</returns>
    Task<ZoneContent> ReadAsync(DnsName zone, IReadOnlyCollection<RecordKey>? keys, CallScope scope, CancellationToken cancellation);

    /// <summary>
    /// Writes changes. Record set and mark change in one message. What is as wanted already is not written (another TTL than the policy takes is a
    /// difference); what is neither as wanted nor as before is left alone. A refused batch is taken apart until the culprit is found; an unknown
    /// outcome is settled by reading again.
    /// </summary>
    /// <returns>One result a change, in their order.</returns>
    /// <exception cref="ProvisioningException">Only while nothing was written: later failures are in the results, except LeaseLost.</exception>
    Task<IReadOnlyList<RecordChangeResult>> ApplyAsync(DnsName zone, IReadOnlyList<RecordChange> changes, CallScope scope, CancellationToken cancellation);

    /// <summary>Finds out whether the server is reached, lets us in, serves the zone and would let us write it; nothing is written.</summary>
    Task<DnsZoneCheck> TestAsync(DnsName zone, CallScope scope, CancellationToken cancellation);
}
