using System.Collections.Concurrent;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Looks at clusters that many orders and clones share: one request for a cluster and one for each template within their lifetime.
/// A failed look is shared as well, or a thousand orders would each wait for the same dead server.
/// </summary>
internal sealed class ClusterLooks(ProxmoxServers servers, TimeProvider clock, TimeSpan lifetime)
{
    private readonly ConcurrentDictionary<(string Server, int Template), SharedLook> _looks = new();

    /// <summary>The cluster.</summary>
    /// <param name="server">Registered name.</param>
    /// <param name="fresh">Looks anew, whatever is known.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<ClusterLook> ClusterAsync(string server, bool fresh, CancellationToken cancellation) =>
        (ClusterLook)await Look((server.ToLowerInvariant(), 0), fresh,
            async () => new ClusterLook(await servers.Open(server).Api.GetResourcesAsync(CancellationToken.None).ConfigureAwait(false))).WaitAsync(cancellation).ConfigureAwait(false);

    /// <summary>What a template's configuration says of its clones' places.</summary>
    public async Task<TemplateFacts> TemplateAsync(string server, VmRef template, bool fresh, CancellationToken cancellation) =>
        (TemplateFacts)await Look((server.ToLowerInvariant(), template.Id), fresh,
            async () => await servers.Open(server).Api.GetConfigAsync(template, CancellationToken.None).ConfigureAwait(false) is { IsTemplate: true } config
                ? TemplateFacts.Of(template, config)
                : throw ClusterLook.NoTemplate(template.Id, server)).WaitAsync(cancellation).ConfigureAwait(false) with { Vm = template };

    private Task<object> Look((string, int) key, bool fresh, Func<Task<object>> look)
    {
        var now = clock.GetUtcNow();
        return _looks.AddOrUpdate(key, _ => new SharedLook(now, look),
            (_, known) => fresh || now - known.At >= lifetime || now < known.At ? new SharedLook(now, look) : known).Result;
    }

    /// <summary>One look; whoever asks meanwhile waits for the same one, and nobody's cancellation takes it from the others.</summary>
    private sealed class SharedLook(DateTimeOffset at, Func<Task<object>> look)
    {
        private readonly Lazy<Task<object>> _result = new(look);

        public DateTimeOffset At => at;
        public Task<object> Result => _result.Value;
    }
}
