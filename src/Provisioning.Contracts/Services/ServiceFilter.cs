namespace Provisioning;

/// <summary>Which services to list. What is null does not restrict.</summary>
public sealed record ServiceFilter
{
    /// <summary>These services only.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
    /// <summary>This kind only.</summary>
    public string? Kind { get; init; }
    /// <summary>These statuses only; null leaves terminated services out.</summary>
    public IReadOnlyList<ServiceStatus>? Statuses { get; init; }
    /// <summary>This local status only.</summary>
    public string? LocalStatus { get; init; }
    /// <summary>This server only.</summary>
    public string? Server { get; init; }
    /// <summary>This package only.</summary>
    public string? Package { get; init; }
    /// <summary>This client only.</summary>
    public long? ClientId { get; init; }
    /// <summary>Host name or FQDN; wildcards allowed.</summary>
    public string? HostName { get; init; }
    /// <summary>The orderer's reference.</summary>
    public string? OrderReference { get; init; }
    /// <summary>Only those stopped by an error.</summary>
    public bool Stopped { get; init; }
}
