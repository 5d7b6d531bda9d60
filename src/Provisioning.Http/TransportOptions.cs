namespace Provisioning.Http;

/// <summary>How a server is reached: trust, limits, patience. The defaults suit a server on the same site.</summary>
public sealed record TransportOptions
{
    /// <summary>Time allowed for one try, from connecting to the last byte of the answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time allowed for opening a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an unused connection is kept. Below the server's own limit, or requests meet connections that are
    /// being closed: Proxmox VE closes after 5 s (pve-http-server; bpg/terraform-provider-proxmox#3082).
    /// </summary>
    public TimeSpan IdleConnectionLifetime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Keeps a connection although a successful answer says both <c>Connection: close</c> and <c>Connection: Keep-Alive</c>.
    /// Proxmox VE says both after each privileged call and then leaves the connection open.
    /// </summary>
    public bool IgnoreContradictoryClose { get; init; }

    /// <summary>The largest answer taken, in bytes.</summary>
    public int MaxReplyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How often a repeatable request is tried again after the first try.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>Delay before the first repetition; it doubles from then on and is spread by up to half of itself.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest delay before a repetition. A server that asks for a longer one gets the error reported at once.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After this many failed tries (and no more than one in ten that worked) an endpoint is left alone.</summary>
    public int RestAfterFailures { get; init; } = 5;

    /// <summary>How long an endpoint is left alone.</summary>
    public TimeSpan RestDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>SHA-256 thumbprints (hex, any separators). When there are any, only these certificates are trusted, whoever signed them.</summary>
    public IReadOnlyList<string> CertificateThumbprints { get; init; } = [];

    /// <summary>Trusts any certificate. Nothing protects the credential then.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The clock of every timeout, delay and log line.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Numbers in [0, 1) that spread repetitions.</summary>
    public Func<double> Randomness { get; init; } = Random.Shared.NextDouble;

    /// <summary>Makes the handler of an endpoint in place of real sockets.</summary>
    public Func<Uri, HttpMessageHandler>? HandlerFactory { get; init; }

    /// <summary>Puts something around the handler of an endpoint, real sockets included.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Around { get; init; }

    /// <summary>The options that a registered server's record asks for.</summary>
    public static TransportOptions For(ProvisioningServer server) => new()
    {
        RequestTimeout = server.RequestTimeout,
        CertificateThumbprints = server.CertificateThumbprints,
        SkipCertificateCheck = server.SkipCertificateCheck,
    };
}
