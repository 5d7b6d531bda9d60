using System.Collections.Concurrent;
using Provisioning.Engine;
using Provisioning.Http;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A registered server with the calls that can be made to it.</summary>
/// <param name="Record">Its record.</param>
/// <param name="Api">The calls.</param>
internal sealed record OpenServer(ProvisioningServer Record, ProxmoxApi Api);

/// <summary>One client for each registered server: made when it is first needed, and anew when the record or the secret has changed.</summary>
public sealed class ProxmoxServers : IDisposable
{
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentBag<ProxmoxClient> _made = [];
    private readonly IStateStore _store;
    private readonly Func<ProvisioningServer, SecretText, ProxmoxClient> _make;
    private readonly CallSink _sharedCalls;

    /// <summary>Clients of the servers that a store knows.</summary>
    /// <param name="store">The store.</param>
    /// <param name="make">Makes a client; null makes one that the record alone describes.</param>
    /// <param name="sharedCalls">Takes note of requests that serve many services at once; null keeps none.</param>
    public ProxmoxServers(IStateStore store, Func<ProvisioningServer, SecretText, ProxmoxClient>? make = null, CallSink? sharedCalls = null)
    {
        _store = store;
        _make = make ?? ((server, secret) => new ProxmoxClient(server, secret));
        _sharedCalls = sharedCalls ?? (_ => { });
    }

    /// <summary>Opens a server for requests that serve many services.</summary>
    /// <exception cref="ProvisioningException">ServerNotFound, CredentialRejected, KeyMissing, KeyMismatch.</exception>
    internal OpenServer Open(string name) => Open(name, _sharedCalls, null);

    /// <summary>Opens a server to answer a question about one service, outside of any pass.</summary>
    /// <exception cref="ProvisioningException">ServerNotFound, CredentialRejected, KeyMissing, KeyMismatch.</exception>
    internal OpenServer OpenFor(string name, long serviceId) => Open(name, call => _sharedCalls(call with { ServiceId = serviceId }), null);

    /// <summary>Opens a server on behalf of whoever takes note of the requests.</summary>
    /// <param name="name">Registered name.</param>
    /// <param name="calls">Takes note.</param>
    /// <param name="beforeSend">Asked before each request leaves.</param>
    /// <exception cref="ProvisioningException">ServerNotFound, CredentialRejected, KeyMissing, KeyMismatch.</exception>
    internal OpenServer Open(string name, CallSink calls, Action? beforeSend)
    {
        var (record, secret) = _store.Read(state => (state.Server(name), state.Secret(SecretNames.OfServer(name))));
        if (record is not { Kind: ServerKind.Proxmox })
            throw new ProvisioningException(ErrorIds.ServerNotFound, ErrorKind.NotFound, $"No Proxmox VE server '{name}' is registered; register it first.", name);
        if (secret is null)
            throw new ProvisioningException(ErrorIds.CredentialRejected, ErrorKind.Auth, $"No secret is kept for server '{name}'; give its credential again.", name);
        var likeness = Likeness(record, secret);
        var known = _known.AddOrUpdate(name, _ => Make(), (_, old) => old.Likeness == likeness ? old : Make());
        return new OpenServer(record, known.Client.Value.For(new CallScope(new Log(calls)) { BeforeSend = beforeSend }));

        Known Make() => new(likeness, new Lazy<ProxmoxClient>(() =>
        {
            var client = Create(record, secret);
            _made.Add(client);
            return client;
        }));
    }

    /// <summary>A client for a record that need not be registered; whoever asks disposes of it.</summary>
    internal ProxmoxClient Create(ProvisioningServer record, SecretText secret) => _make(record, secret);

    /// <summary>Closes all connections, those of replaced clients too: somebody may have been using them until now.</summary>
    public void Dispose()
    {
        foreach (var client in _made) client.Dispose();
    }

    /// <summary>Everything of a record that a client is built on.</summary>
    private static string Likeness(ProvisioningServer server, SecretText secret) => Json.Write(new
    {
        server.Name,
        server.Endpoints,
        server.Authentication,
        server.UserName,
        server.CertificateThumbprints,
        server.SkipCertificateCheck,
        server.RequestTimeout,
        Secret = secret.Reveal(),
    });

    private sealed record Known(string Likeness, Lazy<ProxmoxClient> Client);

    private sealed class Log(CallSink sink) : ICallLog
    {
        public void Record(RemoteCall call) => sink(call);
    }
}
