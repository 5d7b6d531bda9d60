using Provisioning.Dns.Cloudflare;
using Provisioning.Dns.DynamicUpdate;
using Provisioning.Dns.PowerDns;
using Provisioning.Http;

namespace Provisioning.Dns;

/// <summary>Makes providers from registrations.</summary>
public static class DnsProviders
{
    /// <summary>A provider that opens nothing yet.</summary>
    /// <param name="zone">A registration.</param>
    /// <param name="secret">The API key, token, or TSIG secret (base64).</param>
    /// <param name="options">How it is reached; null for what the registration asks for.</param>
    /// <exception cref="ProvisioningException">InvalidValue: the registration can't be used.</exception>
    public static IDnsProvider Open(DnsZone zone, SecretText secret, TransportOptions? options = null)
    {
        options ??= OptionsFor(zone);
        return zone.Provider switch
        {
            DnsProviderKind.PowerDns => new PowerDnsProvider(zone, secret, options),
            DnsProviderKind.Rfc2136 => new DynamicUpdateProvider(zone, secret, options),
            DnsProviderKind.Cloudflare => new CloudflareProvider(zone, secret, options),
            _ => throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"{zone.Provider} is no provider that is known.", zone.Name),
        };
    }


    /// <summary>What a registration asks of its connection.</summary>
    public static TransportOptions OptionsFor(DnsZone zone) => new()
    {
        RequestTimeout = zone.RequestTimeout,
        CertificateThumbprints = zone.CertificateThumbprints,
        SkipCertificateCheck = zone.SkipCertificateCheck,
        // A zone of a hundred thousand names is one answer of some 25 MB.
        MaxReplyBytes = 128 * 1024 * 1024,
    };
}
