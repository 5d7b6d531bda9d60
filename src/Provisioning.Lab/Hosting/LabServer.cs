using System.Security.Cryptography.X509Certificates;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>How a <see cref="LabServer"/> is started.</summary>
public sealed record LabOptions
{
    /// <summary>The start state; the demo when left out.</summary>
    public LabScenario? Scenario { get; init; }

    /// <summary>The port of the first endpoint; 0 takes a free one. Further endpoints take the ports that follow.</summary>
    public int Port { get; init; }

    /// <summary>Whether every node gets an endpoint of its own, which goes down with its node; otherwise only the first online node has one.</summary>
    public bool EndpointPerNode { get; init; }

    /// <summary>The clock; the system's when left out.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>The secret of the control endpoint; a random one when left out.</summary>
    public string? ControlToken { get; init; }
}

/// <summary>A data centre that is reachable over HTTPS on the loopback address.</summary>
public sealed class LabServer : IAsyncDisposable
{
    private readonly List<LabEndpoint> _endpoints;
    private readonly X509Certificate2 _certificate;

    private LabServer(LabDataCenter lab, List<LabEndpoint> endpoints, X509Certificate2 certificate, string controlToken)
    {
        Lab = lab;
        ControlToken = controlToken;
        _endpoints = endpoints;
        _certificate = certificate;
    }

    /// <summary>The data centre behind the endpoints.</summary>
    public LabDataCenter Lab { get; }

    /// <summary>The address of the first endpoint, without the path of the API.</summary>
    public Uri BaseUri => _endpoints[0].BaseUri;

    /// <summary>The address of every endpoint, by node.</summary>
    public IReadOnlyDictionary<string, Uri> BaseUris => _endpoints.ToDictionary(e => e.Node, e => e.BaseUri);

    /// <summary>SHA-256 fingerprint of the certificate, <c>AA:BB:…</c>.</summary>
    public string Fingerprint => LabCertificate.Fingerprint(_certificate);

    /// <summary>The certificate, which is its own issuer, so that it can be trusted as one.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>The secret for <c>/lab/…</c>, sent as <c>Authorization: Bearer …</c>.</summary>
    public string ControlToken { get; }

    /// <summary>The first API token of the scenario as <c>user@realm!id=secret</c>.</summary>
    public string? ApiToken => Lab.Scenario.Tokens.Count == 0 ? null : $"{Lab.Scenario.Tokens[0].Id}={Lab.Scenario.Tokens[0].Secret}";

    /// <summary>Starts the endpoints.</summary>
    public static async Task<LabServer> StartAsync(LabOptions? options = null, CancellationToken ct = default)
    {
        options ??= new LabOptions();
        var scenario = options.Scenario ?? LabScenario.Demo();
        var lab = new LabDataCenter(scenario, options.Time);
        var token = options.ControlToken ?? Guid.NewGuid().ToString("N");
        var certificate = LabCertificate.Create();
        var nodes = options.EndpointPerNode ? scenario.Nodes : [scenario.Nodes.FirstOrDefault(n => n.Online) ?? scenario.Nodes[0]];
        var endpoints = new List<LabEndpoint>();
        var server = new LabServer(lab, endpoints, certificate, token);
        foreach (var node in nodes)
        {
            var port = options.Port == 0 ? 0 : options.Port + endpoints.Count;
            var endpoint = new LabEndpoint(lab, new LabControl(lab, server, token), node.Name, port, certificate);
            endpoints.Add(endpoint);
            await endpoint.StartAsync(ct).ConfigureAwait(false);
        }
        return server;
    }

    /// <summary>Takes a node down and closes its endpoint: new connections are refused, calls for it through others answer 595.</summary>
    public async Task TakeDownAsync(string node)
    {
        Lab.SetNodeOnline(node, false);
        if (_endpoints.Find(e => e.Node == node) is { } endpoint) await endpoint.StopAsync().ConfigureAwait(false);
    }

    /// <summary>Brings a node back, its endpoint on the port it had.</summary>
    public async Task BringUpAsync(string node, CancellationToken ct = default)
    {
        Lab.SetNodeOnline(node, true);
        if (_endpoints.Find(e => e.Node == node) is { } endpoint) await endpoint.StartAsync(ct).ConfigureAwait(false);
    }

    /// <summary>One line of JSON with everything a client needs.</summary>
    public string ToJsonLine() => new JObject
    {
        ["url"] = BaseUri.ToString(),
        ["urls"] = new JObject(BaseUris.Select(u => new JProperty(u.Key, u.Value.ToString()))),
        ["fingerprint"] = Fingerprint,
        ["certificate"] = CertificatePem,
        ["tokens"] = new JArray(Lab.Scenario.Tokens.Select(t => $"{t.Id}={t.Secret}")),
        ["users"] = new JArray(Lab.Scenario.Users.Select(u => new JObject { ["id"] = u.Id, ["password"] = u.Password })),
        ["control"] = new Uri(BaseUri, "lab/").ToString(),
        ["controlToken"] = ControlToken,
    }.ToString(Formatting.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in _endpoints) await endpoint.DisposeAsync().ConfigureAwait(false);
        _certificate.Dispose();
    }
}
