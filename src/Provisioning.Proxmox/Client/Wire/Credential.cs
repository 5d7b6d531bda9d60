using Provisioning.Http;

namespace Provisioning.Proxmox.Client;

/// <summary>A request before it is signed.</summary>
internal readonly record struct Request(HttpMethod Method, string Path, Form? Form, string Target);

/// <summary>
/// Signs requests. A server holds back each 401 for 3 s and may lock the account, so a credential that was rejected is not tried again
/// for a while: calls then fail at once.
/// </summary>
internal abstract class Credential : IDisposable
{
    private static readonly TimeSpan RestAfterRejection = TimeSpan.FromSeconds(30);
    private long _restsUntil;

    /// <summary>Secret values that must not show in an error text.</summary>
    public abstract IReadOnlyList<string> Secrets { get; }

    /// <summary>The credential of a server's record.</summary>
    public static Credential Of(ProvisioningServer server, SecretText secret, ServerConnection connection)
    {
        CheckHeader(server.UserName);
        CheckHeader(secret.Reveal());
        return server.Authentication == ServerAuthentication.ApiToken
            ? new TokenCredential(server.UserName, secret.Reveal(), connection)
            : new TicketCredential(server.UserName, secret.Reveal(), connection);

        void CheckHeader(string text)
        {
            foreach (var c in text)
                if (char.IsControl(c)) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"The credential of {server.Name} holds a control character; enter it again.", server.Name);
        }
    }

    /// <summary>Sends a request signed, signing in first where that is needed. After a 401 the credential is to <see cref="Rest"/>.</summary>
    public abstract Task<HttpReply> SendAsync(Request request, CallScope scope, CancellationToken cancellation);

    /// <inheritdoc/>
    public virtual void Dispose() { }

    /// <summary>Fails at once while a rejected credential rests.</summary>
    protected void ThrowWhileResting(ServerConnection connection)
    {
        if (connection.Options.Clock.GetUtcNow().UtcTicks < Volatile.Read(ref _restsUntil)) throw new ProvisioningException(
            ErrorIds.CredentialRejected, ErrorKind.Auth,
            $"{connection.Name} rejected the credential a moment ago and is not asked again yet; check user name and secret.", connection.Name);
    }

    /// <summary>Notes a rejection.</summary>
    public void Rest(ServerConnection connection) => Volatile.Write(ref _restsUntil, (connection.Options.Clock.GetUtcNow() + RestAfterRejection).UtcTicks);
}

/// <summary>An API token: <c>Authorization: PVEAPIToken=user@realm!id=secret</c>.</summary>
internal sealed class TokenCredential(string tokenId, string secret, ServerConnection connection) : Credential
{
    private readonly KeyValuePair<string, string>[] _headers = [new("Authorization", $"PVEAPIToken={tokenId}={secret}")];

    public override IReadOnlyList<string> Secrets { get; } = [secret];

    public override Task<HttpReply> SendAsync(Request request, CallScope scope, CancellationToken cancellation)
    {
        ThrowWhileResting(connection);
        return connection.SendAsync(ProxmoxClient.ToCall(request, _headers, Secrets), scope, cancellation);
    }
}
