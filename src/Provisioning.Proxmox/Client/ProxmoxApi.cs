using System.Globalization;
using Newtonsoft.Json.Linq;
using Provisioning.Http;

namespace Provisioning.Proxmox.Client;

/// <summary>
/// The calls of a Proxmox VE cluster, made on behalf of one scope. A light view of a <see cref="ProxmoxClient"/>: make one for each use.
/// Besides the cancellation asked for, every method throws <see cref="ProvisioningException"/> and nothing else: CredentialRejected, PrivilegeMissing, ServerUnreachable,
/// EndpointResting, CertificateRejected, NodeUnreachable, ServerTimeout, BadReply, ReplyTooLarge and ServerRefused from any of them, and
/// OutcomeUnknown from those that change something; what else may come is said with each.
/// </summary>
public sealed partial class ProxmoxApi
{
    private readonly ProxmoxClient _client;
    private readonly CallScope _scope;

    internal ProxmoxApi(ProxmoxClient client, CallScope scope)
    {
        _client = client;
        _scope = scope;
    }

    /// <summary>The server's name in our records.</summary>
    public string Server => _client.Name;

    private Task<JToken> GetAsync(string path, CancellationToken cancellation) => GetAsync(path, _client.Name, cancellation);

    private Task<JToken> GetAsync(string path, string target, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Get, path, null, target, _scope, cancellation);

    private Task<JToken> SendAsync(HttpMethod method, string path, Form form, string target, CancellationToken cancellation) =>
        _client.SendAsync(method, path, form, target, _scope, cancellation);

    private async Task<Upid> StartTaskAsync(HttpMethod method, string path, Form form, string target, CancellationToken cancellation) =>
        await StartOptionalTaskAsync(method, path, form, target, cancellation).ConfigureAwait(false) ?? throw NoTask(target);

    private async Task<Upid?> StartOptionalTaskAsync(HttpMethod method, string path, Form form, string target, CancellationToken cancellation)
    {
        var data = await SendAsync(method, path, form, target, cancellation).ConfigureAwait(false);
        if (data.Type == JTokenType.Null) return null;
        return Upid.TryParse(JsonObject.TextOf(data), out var upid) ? upid : throw NoTask(target);
    }

    // The server said yes, so the work may be under way although its task is not known.
    private static ProvisioningException NoTask(string target) => new(ErrorIds.OutcomeUnknown, ErrorKind.BadReply,
        $"{target}: the server took the request but named no task; look at its effect before repeating it.", target, retryable: true);

    private static string VmPath(VmRef vm, string tail) => string.Create(CultureInfo.InvariantCulture, $"/nodes/{Segment(vm.Node)}/qemu/{vm.Id}{tail}");

    /// <summary>A name as one segment of a path. Names come from answers too, and must not lead anywhere else.</summary>
    private static string Segment(string name) => name is "" or "." or ".."
        ? throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{name}' cannot be the name of anything on a server; correct it.", name)
        : Uri.EscapeDataString(name);
}
