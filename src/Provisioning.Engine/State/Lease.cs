namespace Provisioning.Engine;

/// <summary>A worker's right to write about a service until a point in time. Whoever takes the service next gets a higher fence.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Worker">Machine, process and tick.</param>
/// <param name="Fence">Rises with every claim of the service.</param>
public sealed record Lease(long ServiceId, string Worker, long Fence);

/// <summary>A claimed service with its operation.</summary>
/// <param name="Lease">The right to write.</param>
/// <param name="Service">The service.</param>
/// <param name="Operation">Its operation.</param>
public sealed record Claim(Lease Lease, ServiceRow Service, OperationRow Operation);

/// <summary>What to claim.</summary>
public sealed record ClaimRequest
{
    /// <summary>The worker.</summary>
    public required string Worker { get; init; }
    /// <summary>The tick; a service's counter of ticks rises once for each.</summary>
    public required string TickId { get; init; }
    /// <summary>Now.</summary>
    public required DateTimeOffset Now { get; init; }
    /// <summary>Until when the leases hold.</summary>
    public required DateTimeOffset Until { get; init; }
    /// <summary>Services that wait for a task (true) or that have a step to run (false).</summary>
    public required bool Watching { get; init; }
    /// <summary>How many at most.</summary>
    public required int Limit { get; init; }
    /// <summary>Only these; null is all.</summary>
    public IReadOnlyCollection<long>? ServiceIds { get; init; }
}
