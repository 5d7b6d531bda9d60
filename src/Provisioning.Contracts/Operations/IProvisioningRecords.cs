namespace Provisioning;

/// <summary>Which journal lines or calls to read. What is null does not restrict.</summary>
public sealed record RecordFilter
{
    /// <summary>Of this service.</summary>
    public long? ServiceId { get; init; }
    /// <summary>Of this operation.</summary>
    public long? OperationId { get; init; }
    /// <summary>Not before.</summary>
    public DateTimeOffset? Since { get; init; }
    /// <summary>Only lines of these events (journal).</summary>
    public IReadOnlyList<JournalEvent>? Events { get; init; }
    /// <summary>Only calls that failed (calls).</summary>
    public bool FailedOnly { get; init; }
    /// <summary>Newest lines first, this many at most; null gives all, oldest first.</summary>
    public int? Last { get; init; }
}

/// <summary>Operations, journal and remote calls.</summary>
public interface IProvisioningRecords
{
    /// <summary>Operations of a service or all; the ended ones only when asked for.</summary>
    IEnumerable<ProvisioningOperation> Operations(long? serviceId = null, bool includeEnded = false, OperationState? state = null);

    /// <summary>One operation.</summary>
    /// <exception cref="ProvisioningException">OperationNotFound.</exception>
    ProvisioningOperation Operation(long id);

    /// <summary>Journal lines.</summary>
    IEnumerable<JournalEntry> Journal(RecordFilter filter);

    /// <summary>Remote calls.</summary>
    IEnumerable<RemoteCall> Calls(RecordFilter filter);
}
