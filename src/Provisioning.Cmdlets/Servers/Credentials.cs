using System.Management.Automation;
using System.Net;
using System.Security;

namespace Provisioning.Commands;

/// <summary>Secrets on their way from PowerShell's types to ours and back.</summary>
internal static class Credentials
{
    /// <summary>How a server takes this credential: an API token's id holds a '!', which no user name does.</summary>
    public static ServerAuthentication Kind(PSCredential credential) =>
        credential.UserName.Contains('!', StringComparison.Ordinal) ? ServerAuthentication.ApiToken : ServerAuthentication.Password;

    /// <summary>The secret. The user name beside it is read as typed: splitting it would tear <c>root@pam!ops</c> apart.</summary>
    public static SecretText Secret(this PSCredential credential) => credential.Password.Secret();

    /// <summary>The secret.</summary>
    public static SecretText Secret(this SecureString text) => new(new NetworkCredential("", text).Password);

    /// <summary>A sign-in as PowerShell's type.</summary>
    public static PSCredential ToCredential(this ServiceCredential credential) =>
        new(credential.UserName, new NetworkCredential("", credential.Password.Reveal()).SecurePassword);
}
