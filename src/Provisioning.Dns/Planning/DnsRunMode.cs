namespace Provisioning.Dns;

/// <summary>How a run is meant.</summary>
internal sealed record DnsRunMode
{
    /// <summary>Plans only: no zone is claimed, nothing is written.</summary>
    public bool PlanOnly { get; init; }
    /// <summary>Too many changes are made all the same.</summary>
    public bool Force { get; init; }
    /// <summary>Too many changes end the run before anything is written; otherwise they are withheld and the rest is done.</summary>
    public bool LimitsEndIt { get; init; }
    /// <summary>Waits for zones that somebody else writes; otherwise they are left to another time.</summary>
    public bool WaitsForZones { get; init; }
    /// <summary>Leaves zones alone that rest after failures.</summary>
    public bool HeedsRests { get; init; }
    /// <summary>Whether what is as it should be is told, too.</summary>
    public bool TellsKept { get; init; }
    /// <summary>Applies these and nothing else.</summary>
    public IReadOnlyList<DnsChange>? Given { get; init; }
    /// <summary>Asked before more is begun.</summary>
    public Func<bool> GoOn { get; init; } = static () => true;
}
