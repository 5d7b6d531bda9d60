namespace Provisioning.Engine;

/// <summary>
/// A request that nobody makes in person: something has fallen due. Between the look that found it and the transaction that makes it the
/// world goes on, so whether it still holds is asked again inside that transaction, and what keeps it from being made twice is written there.
/// </summary>
public abstract class DueRequest
{
    /// <summary>The service.</summary>
    public required long ServiceId { get; init; }
    /// <summary>Its host name, for people.</summary>
    public required string HostName { get; init; }
    /// <summary>Name of a plan of the service's driver.</summary>
    public required string Operation { get; init; }
    /// <summary>Arguments for the steps, as JSON.</summary>
    public string Arguments { get; init; } = "{}";
    /// <summary>Since when it is due.</summary>
    public required DateTimeOffset DueSince { get; init; }
    /// <summary>Why, in words for the journal.</summary>
    public required string Reason { get; init; }
    /// <summary>Who asks.</summary>
    public required OperationOrigin Origin { get; init; }

    /// <summary>Whether it still holds for the service as it stands now.</summary>
    public abstract bool Holds(IStateReader reader, ServiceRow service);

    /// <summary>Writes down, in the transaction that makes it, what keeps it from being made again.</summary>
    public abstract void Made(IStateWriter writer, ServiceRow service);
}
