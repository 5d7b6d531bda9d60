using Newtonsoft.Json.Linq;
using Provisioning.Http;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// The client of one registered Proxmox VE cluster. Thread-safe; keep one as long as the server's record stays the same, since it holds the
/// connections, the ticket and the knowledge of what is out of order.
/// </summary>
public sealed class ProxmoxClient : IDisposable
{
    /// <summary>Bodies above this are refused by the server (<c>for data too large</c>, pve-http-server).</summary>
    private const int MaxBodyBytes = 512 * 1024;

    private const string FormType = "application/x-www-form-urlencoded";

    private readonly ServerConnection _connection;
    private readonly Credential _credential;

    /// <summary>A client that opens nothing yet.</summary>
    /// <param name="server">The server's record.</param>
    /// <param name="secret">The token's secret or the user's password.</param>
    /// <param name="options">How it is reached; null for what the record asks for.</param>
    /// <exception cref="ProvisioningException">InvalidValue: the record can't be used.</exception>
    public ProxmoxClient(ProvisioningServer server, SecretText secret, TransportOptions? options = null)
    {
        Name = server.Name;
        _connection = new ServerConnection(server.Name, server.Endpoints, "/api2/json", options ?? DefaultOptions(server)) { ReadError = Refusal.Words };
        _credential = Credential.Of(server, secret, _connection);
    }

    /// <summary>The server's name in our records.</summary>
    public string Name { get; }

    /// <summary>The endpoint that worked last, else the first.</summary>
    public Uri PreferredEndpoint => _connection.PreferredEndpoint;

    /// <summary>SHA-256 thumbprint (hex) of the certificate that was shown last; null when none was yet.</summary>
    public string? SeenThumbprint => _connection.SeenThumbprint;

    /// <summary>What a registered Proxmox VE server's record asks for, and what suits its web server.</summary>
    public static TransportOptions DefaultOptions(ProvisioningServer server) => TransportOptions.For(server) with { IgnoreContradictoryClose = true };

    /// <summary>The calls, made on behalf of a scope.</summary>
    public ProxmoxApi For(CallScope scope) => new(this, scope);

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _credential.Dispose();
    }

    internal async Task<JToken> SendAsync(HttpMethod method, string path, Form? form, string target, CallScope scope, CancellationToken cancellation)
    {
        var request = new Request(method, path, form, target);
        var reply = await _credential.SendAsync(request, scope, cancellation).ConfigureAwait(false);
        if (reply.Status is >= 200 and < 300) return Data(reply, method, target);
        if (reply.Status == 401) _credential.Rest(_connection);
        throw Refusal.OfReply(reply, ToCall(request, [], _credential.Secrets), target).AsException();
    }

    /// <summary>A request as the server wants it: a form as body with POST and PUT, as query with GET and DELETE, where a body is refused.</summary>
    internal static HttpCall ToCall(Request request, IReadOnlyList<KeyValuePair<string, string>> headers, IReadOnlyList<string> secrets)
    {
        var (method, path, form, target) = request;
        if (form is null) return new HttpCall { Method = method, Path = path, Headers = headers, Secrets = secrets };
        var inBody = method == HttpMethod.Post || method == HttpMethod.Put;
        var body = inBody ? form.ToBody() : null;
        if (body?.Length > MaxBodyBytes) throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
            $"{target}: the request would have {body.Length} bytes and the server takes {MaxBodyBytes}; shorten the values.", target);
        return new HttpCall
        {
            Method = method,
            Path = inBody ? path : path + form.ToQuery(),
            LoggedPath = path,
            Body = body,
            ContentType = inBody && form.Pairs.Count > 0 ? FormType : null,
            Headers = headers,
            Parameters = Redaction.Parameters(form.Pairs),
            Secrets = SecretsOf(form, secrets),
        };
    }

    private static IReadOnlyList<string> SecretsOf(Form form, IReadOnlyList<string> known)
    {
        List<string>? all = null;
        foreach (var (key, value) in form.Pairs)
            if (Redaction.IsSecret(key)) (all ??= [.. known]).Add(value);
        return all ?? known;
    }

    private static JToken Data(HttpReply reply, HttpMethod method, string target)
    {
        try
        {
            return JsonReply.Data(reply);
        }
        catch (ProvisioningException e) when (method != HttpMethod.Get)
        {
            throw new ProvisioningException(ErrorIds.OutcomeUnknown, ErrorKind.BadReply,
                $"{target}: the server answered {method} with something else than JSON; look at its effect before repeating it.", target, retryable: true, cause: e);
        }
    }
}
