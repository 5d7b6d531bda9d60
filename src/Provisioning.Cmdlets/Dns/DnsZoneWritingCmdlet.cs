using System.Management.Automation;
using System.Security;

namespace Provisioning.Commands;

/// <summary>What Register- and Set-DnsZone have in common.</summary>
public abstract class DnsZoneWritingCmdlet : DnsZoneCmdlet
{
    /// <summary>Algorithm of the TSIG key (dynamic update only).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("hmac-sha256", "hmac-sha512")]
    public string? KeyAlgorithm { get; set; }

    /// <summary>TTL of our records, in seconds; at Cloudflare 1 leaves it to them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 604800)]
    public int Ttl { get; set; }

    /// <summary>When a record whose TTL alone differs counts as right: never (Equal), when it is longer than wanted (Floor), or always (Ignore).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DnsTtlPolicy TtlPolicy { get; set; }

    /// <summary>How often all our records in the zone are compared with what is served, and mended. A bare number is seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seconds]
    [PositiveTime]
    public TimeSpan RepairEvery { get; set; }

    /// <summary>How long an address that was given back waits for a zone that can't be used, before it is handed out although a record may still point to it. A bare number is seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seconds]
    public TimeSpan HoldAddressesFor { get; set; }

    /// <summary>SHA-256 thumbprints of certificates that are trusted although no authority signs for them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("CertificateThumbprints", "Fingerprint")]
    [AllowEmptyCollection]
    public string[] CertificateThumbprint { get; set; } = [];

    /// <summary>Turns the certificate check off. Nothing protects the secret then.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Time allowed for one request, in seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 60)]
    public int RequestTimeoutSec { get; set; }

    /// <summary>Free words of the admin.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Notes { get; set; }

    /// <summary>The zone with what the caller named.</summary>
    private protected DnsZone Apply(DnsZone zone) => zone with
    {
        KeyAlgorithm = KeyAlgorithm ?? zone.KeyAlgorithm,
        Ttl = IsBound(nameof(Ttl)) ? Ttl : zone.Ttl,
        TtlPolicy = IsBound(nameof(TtlPolicy)) ? TtlPolicy : zone.TtlPolicy,
        RepairEvery = IsBound(nameof(RepairEvery)) ? RepairEvery : zone.RepairEvery,
        HoldAddressesFor = IsBound(nameof(HoldAddressesFor)) ? HoldAddressesFor : zone.HoldAddressesFor,
        CertificateThumbprints = IsBound(nameof(CertificateThumbprint)) ? CertificateThumbprint : zone.CertificateThumbprints,
        SkipCertificateCheck = IsBound(nameof(SkipCertificateCheck)) ? SkipCertificateCheck : zone.SkipCertificateCheck,
        RequestTimeout = IsBound(nameof(RequestTimeoutSec)) ? TimeSpan.FromSeconds(RequestTimeoutSec) : zone.RequestTimeout,
        Notes = IsBound(nameof(Notes)) ? Notes.OrNull() : zone.Notes,
    };

    /// <summary>The secret in either coat; null when none was given.</summary>
    private protected static SecretText? Secret(PSCredential? credential, SecureString? apiKey) => credential?.Secret() ?? apiKey?.Secret();
}
