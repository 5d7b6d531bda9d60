using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What Register- and Set-ProvisioningServer have in common.</summary>
public abstract class ServerWritingCmdlet : ProvisioningCmdlet
{
    /// <summary>SHA-256 thumbprints of certificates that are trusted although no authority signs for them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("CertificateThumbprints", "Fingerprint")]
    [AllowEmptyCollection]
    public string[] CertificateThumbprint { get; set; } = [];

    /// <summary>Turns the certificate check off. Nothing protects the credential then.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Clones at the same time on one node and storage, at most.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 64)]
    public int MaxClonesPerNode { get; set; }

    /// <summary>Time allowed for one request, in seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 3600)]
    public int RequestTimeoutSec { get; set; }

    /// <summary>Free words of the admin.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Notes { get; set; }

    /// <summary>The server with what the caller named.</summary>
    private protected ProvisioningServer Apply(ProvisioningServer server) => server with
    {
        CertificateThumbprints = IsBound(nameof(CertificateThumbprint)) ? CertificateThumbprint : server.CertificateThumbprints,
        SkipCertificateCheck = IsBound(nameof(SkipCertificateCheck)) ? SkipCertificateCheck : server.SkipCertificateCheck,
        MaxClonesPerNode = IsBound(nameof(MaxClonesPerNode)) ? MaxClonesPerNode : server.MaxClonesPerNode,
        RequestTimeout = IsBound(nameof(RequestTimeoutSec)) ? TimeSpan.FromSeconds(RequestTimeoutSec) : server.RequestTimeout,
        Notes = IsBound(nameof(Notes)) ? Notes.OrNull() : server.Notes,
    };
}
