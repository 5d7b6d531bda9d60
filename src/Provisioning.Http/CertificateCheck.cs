using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Provisioning.Http;

/// <summary>Decides whether an endpoint's certificate is trusted, and remembers the one it saw.</summary>
internal sealed class CertificateCheck
{
    private readonly HashSet<string> _pins = new(StringComparer.Ordinal);
    private readonly bool _skip;
    private volatile string? _seen;
    private volatile string? _rejection;

    public CertificateCheck(TransportOptions options)
    {
        _skip = options.SkipCertificateCheck;
        foreach (var thumbprint in options.CertificateThumbprints) _pins.Add(Normalize(thumbprint));
    }

    /// <summary>SHA-256 thumbprint of the last certificate shown, in hex; null when none was.</summary>
    public string? Seen => _seen;

    /// <summary>Why the last certificate was not trusted; null when it was.</summary>
    public string? Rejection => _rejection;

    /// <summary>The decision, as TLS asks for it.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            _rejection = "it showed no certificate";
            return false;
        }
        var seen = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        _seen = seen;
        _rejection = Judge(seen, errors);
        return _rejection is null;
    }

    private string? Judge(string seen, SslPolicyErrors errors)
    {
        if (_skip) return null;
        // A pin replaces the authorities in both directions: it trusts what nobody signed, and refuses what somebody else got signed.
        if (_pins.Count > 0) return _pins.Contains(seen) ? null : $"its SHA-256 thumbprint {seen} is not one of those registered";
        return errors switch
        {
            SslPolicyErrors.None => null,
            SslPolicyErrors.RemoteCertificateNameMismatch => $"it is made out to another name (SHA-256 thumbprint {seen})",
            _ => $"no authority that this computer trusts signed it (SHA-256 thumbprint {seen})",
        };
    }

    private static string Normalize(string thumbprint)
    {
        var hex = string.Create(CountHex(thumbprint), thumbprint, static (span, text) =>
        {
            var i = 0;
            foreach (var c in text)
                if (char.IsAsciiHexDigit(c)) span[i++] = char.ToUpperInvariant(c);
        });
        return hex.Length == 64 ? hex : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
            $"'{thumbprint}' is no SHA-256 thumbprint: give its 64 hexadecimal digits.", thumbprint);
    }

    private static int CountHex(string text)
    {
        var count = 0;
        foreach (var c in text)
            if (char.IsAsciiHexDigit(c)) count++;
        return count;
    }
}
