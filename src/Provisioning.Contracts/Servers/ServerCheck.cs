namespace Provisioning;

/// <summary>What a server answered when it was tried.</summary>
public sealed record ServerCheck
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }
    /// <summary>Reached, signed in, and nothing is missing.</summary>
    public bool Success => Problems.Count == 0;
    /// <summary>The endpoint that answered.</summary>
    public Uri? Endpoint { get; init; }
    /// <summary>Version of the server.</summary>
    public string? Version { get; init; }
    /// <summary>Round trip of the cheapest call in milliseconds.</summary>
    public double? LatencyMs { get; init; }
    /// <summary>Thumbprint (SHA-256, hex) of the certificate that the server showed.</summary>
    public string? CertificateThumbprint { get; init; }
    /// <summary>Nodes that are online.</summary>
    public IReadOnlyList<string> OnlineNodes { get; init; } = [];
    /// <summary>Nodes that are not.</summary>
    public IReadOnlyList<string> OfflineNodes { get; init; } = [];
    /// <summary>Privileges that the credential lacks, as <c>path: privilege</c>.</summary>
    public IReadOnlyList<string> MissingPrivileges { get; init; } = [];
    /// <summary>Everything that stands in the way.</summary>
    public IReadOnlyList<ProvisioningError> Problems { get; init; } = [];
}
