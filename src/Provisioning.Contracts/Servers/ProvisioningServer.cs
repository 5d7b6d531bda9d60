namespace Provisioning;

/// <summary>Which system a server is.</summary>
public enum ServerKind
{
    /// <summary>A Proxmox VE cluster (or single node).</summary>
    Proxmox,
}

/// <summary>How we show the server who we are.</summary>
public enum ServerAuthentication
{
    /// <summary>API token: the user name is <c>user@realm!tokenid</c>, the secret the token's.</summary>
    ApiToken,
    /// <summary>User and password; a ticket is fetched and renewed.</summary>
    Password,
}

/// <summary>A registered server: one whole cluster, however many endpoints it has.</summary>
public sealed record ProvisioningServer
{
    /// <summary>Its name in our records.</summary>
    public required string Name { get; init; }
    /// <summary>Which system it is.</summary>
    public required ServerKind Kind { get; init; }
    /// <summary>Base addresses, tried in this order.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }
    /// <summary>How we sign in.</summary>
    public required ServerAuthentication Authentication { get; init; }
    /// <summary>User name or token id, as typed.</summary>
    public required string UserName { get; init; }
    /// <summary>SHA-256 thumbprints (hex) of certificates that are trusted although no authority signs for them.</summary>
    public IReadOnlyList<string> CertificateThumbprints { get; init; } = [];
    /// <summary>Turns the certificate check off. Nothing protects the credential then.</summary>
    public bool SkipCertificateCheck { get; init; }
    /// <summary>Upper bound for clones at the same time per node and storage; the server's answers lower it.</summary>
    public int MaxClonesPerNode { get; init; } = 4;
    /// <summary>Time allowed for one request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);
    /// <summary>Free words of the admin.</summary>
    public string? Notes { get; init; }
    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }
    /// <summary>Version read at the last successful check.</summary>
    public string? Version { get; init; }
}
