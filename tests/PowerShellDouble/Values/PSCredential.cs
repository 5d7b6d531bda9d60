using System.Net;
using System.Security;

namespace System.Management.Automation;

public sealed class PSCredential
{
    public PSCredential(string userName, SecureString password)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(password);
        (UserName, Password) = (userName, password);
    }

    private PSCredential() => (UserName, Password) = ("", new());

    public static PSCredential Empty { get; } = new();

    public string UserName { get; }

    public SecureString Password { get; }

    public static explicit operator NetworkCredential(PSCredential credential) => credential.GetNetworkCredential();

    /// <summary>Splits the user name at '@' or '\' into user and domain, as the engine does and as surprises whoever has a name with a realm.</summary>
    public NetworkCredential GetNetworkCredential()
    {
        var (user, domain) = UserName.Split('\\', 2) is [var before, var after] ? (after, before)
            : UserName.Split('@', 2) is [var name, var realm] ? (name, realm)
            : (UserName, "");
        return new(user, Password, domain);
    }
}
