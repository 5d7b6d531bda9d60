using System.Text.RegularExpressions;

namespace Provisioning;

/// <summary>What a server's record must be like to be entered.</summary>
internal static partial class ServerRules
{
    private const int ProxmoxPort = 8006;

    public static ProvisioningServer Checked(ProvisioningServer server)
    {
        Demand(ServerName().IsMatch(server.Name), server, "the name must have 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit");
        Demand(server.Endpoints.Count is > 0 and <= 16, server, "give 1 to 16 endpoints");
        Demand(server.MaxClonesPerNode is >= 1 and <= 64, server, "the number of clones at a time must be 1 to 64");
        Demand(server.RequestTimeout >= TimeSpan.FromSeconds(1) && server.RequestTimeout <= TimeSpan.FromMinutes(10), server, "the time for a request must be 1 second to 10 minutes");
        Demand(!string.IsNullOrWhiteSpace(server.UserName), server, "a user name or token id is needed");
        Demand(server.UserName.Contains('@'), server, $"'{server.UserName}' has no realm; write user@realm, or user@realm!token for an API token");
        var isToken = server.UserName.Contains('!');
        Demand(isToken == (server.Authentication == ServerAuthentication.ApiToken), server,
            isToken ? "a user name with '!' is an API token's id" : "an API token's id is user@realm!token");
        Demand(!(server.SkipCertificateCheck && server.CertificateThumbprints.Count > 0), server, "a pinned certificate makes no sense when certificates are not checked");
        return server with
        {
            Endpoints = [.. server.Endpoints.Select(e => Endpoint(server, e)).Distinct()],
            CertificateThumbprints = [.. server.CertificateThumbprints.Select(t => Thumbprint(server, t)).Distinct()],
        };
    }

    public static void DemandSecret(ProvisioningServer server, SecretText secret) =>
        Demand(secret.Reveal().Length > 0, server, "the credential's secret is empty");

    private static Uri Endpoint(ProvisioningServer server, Uri endpoint)
    {
        Demand(endpoint.IsAbsoluteUri && endpoint.Scheme == Uri.UriSchemeHttps && endpoint.UserInfo.Length == 0, server, $"'{endpoint.OriginalString}' must be of the form https://host:{ProxmoxPort}");
        var written = endpoint.IsDefaultPort && !endpoint.OriginalString.Contains(":443", StringComparison.Ordinal) ? ProxmoxPort : endpoint.Port;
        return new UriBuilder(Uri.UriSchemeHttps, endpoint.Host, written).Uri;
    }

    private static string Thumbprint(ProvisioningServer server, string text)
    {
        var hex = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        Demand(hex.Length == 64 && hex.All(char.IsAsciiHexDigit), server, $"'{text}' is no SHA-256 thumbprint (64 hex digits)");
        return hex;
    }

    private static void Demand(bool holds, ProvisioningServer server, string what)
    {
        if (!holds) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"Server '{server.Name}': {what}.", server.Name);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServerName();
}
