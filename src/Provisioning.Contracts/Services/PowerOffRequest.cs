namespace Provisioning;

/// <summary>How a machine is switched off.</summary>
public sealed record PowerOffRequest
{
    /// <summary>Pulls the plug at once instead of asking the guest to shut down.</summary>
    public bool Force { get; init; }
    /// <summary>How long the guest may take before the plug is pulled; null takes the usual two minutes.</summary>
    public TimeSpan? TimeLimit { get; init; }
}
