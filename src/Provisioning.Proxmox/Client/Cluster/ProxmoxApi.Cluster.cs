using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Proxmox.Client;

/// <content>The cluster as a whole, its nodes and storages.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>The server's version; the cheapest proof that it answers and takes the credential.</summary>
    public async Task<PveVersion> GetVersionAsync(CancellationToken cancellation) =>
        PveVersion.From(JsonObject.From(await GetAsync("/version", cancellation).ConfigureAwait(false)));

    /// <summary>What the credential may do.</summary>
    public async Task<PermissionTable> GetPermissionsAsync(CancellationToken cancellation)
    {
        var data = JsonObject.From(await GetAsync("/access/permissions", cancellation).ConfigureAwait(false));
        var paths = new Dictionary<string, IReadOnlyDictionary<string, bool>>(StringComparer.Ordinal);
        foreach (var path in data.Members)
        {
            if (path.Value is not JObject privileges) continue;
            var held = new Dictionary<string, bool>(StringComparer.Ordinal);
            foreach (var privilege in privileges.Properties()) held[privilege.Name] = JsonObject.TextOf(privilege.Value) is not (null or "" or "0");
            paths[path.Name] = held;
        }
        return new PermissionTable(paths);
    }

    /// <summary>Nodes, guests and storages of the cluster, up to 10 s old; what the credential may not see is left out.</summary>
    public async Task<ClusterResources> GetResourcesAsync(CancellationToken cancellation)
    {
        var (nodes, guests, storages) = (new List<ClusterNode>(), new List<ClusterGuest>(), new List<ClusterStorage>());
        foreach (var item in JsonReply.List(await GetAsync("/cluster/resources", cancellation).ConfigureAwait(false)))
        {
            var entry = JsonObject.From(item);
            switch (entry.Text("type"))
            {
                case "node": nodes.Add(ClusterNode.From(entry)); break;
                case "qemu" or "lxc": guests.Add(ClusterGuest.From(entry)); break;
                case "storage": storages.Add(ClusterStorage.From(entry)); break;
            }
        }
        return new ClusterResources { Nodes = nodes, Guests = guests, Storages = storages };
    }

    /// <summary>Machines and containers of the whole cluster, up to 10 s old; what the credential may not see is left out.</summary>
    public async Task<IReadOnlyList<ClusterGuest>> ListGuestsAsync(CancellationToken cancellation) =>
        [.. JsonReply.List(await GetAsync("/cluster/resources?type=vm", cancellation).ConfigureAwait(false))
            .Select(JsonObject.From).Where(entry => entry.Text("type") is "qemu" or "lxc").Select(ClusterGuest.From)];

    /// <summary>Name and quorum of the cluster, and which nodes corosync sees.</summary>
    public async Task<ClusterStatus> GetClusterStatusAsync(CancellationToken cancellation)
    {
        string? name = null;
        var quorate = true;
        var (online, offline) = (new List<string>(), new List<string>());
        foreach (var item in JsonReply.List(await GetAsync("/cluster/status", cancellation).ConfigureAwait(false)))
        {
            var entry = JsonObject.From(item);
            if (entry.Text("type") == "cluster") (name, quorate) = (entry.Text("name"), entry.Flag("quorate"));
            else if (entry.Text("type") == "node") (entry.Flag("online") ? online : offline).Add(entry.RequiredText("name"));
        }
        return new ClusterStatus { Name = name, IsQuorate = quorate, OnlineNodes = online, OfflineNodes = offline };
    }

    /// <summary>The nodes, offline ones too.</summary>
    public async Task<IReadOnlyList<ClusterNode>> ListNodesAsync(CancellationToken cancellation) =>
        JsonReply.List(await GetAsync("/nodes", cancellation).ConfigureAwait(false), ClusterNode.From);

    /// <summary>The storages a node may use.</summary>
    public async Task<IReadOnlyList<NodeStorage>> ListStoragesAsync(string node, CancellationToken cancellation) =>
        JsonReply.List(await GetAsync($"/nodes/{Segment(node)}/storage", node, cancellation).ConfigureAwait(false), NodeStorage.From);

    /// <summary>A VMID nobody uses right now. It is no reservation: whoever asks next gets the same one.</summary>
    public async Task<int> GetFreeVmIdAsync(CancellationToken cancellation)
    {
        // Described as an integer, sent as a string.
        var text = JsonObject.TextOf(await GetAsync("/cluster/nextid", cancellation).ConfigureAwait(false));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= 100
            ? id : throw JsonReply.Unexpected("a VMID");
    }

    /// <summary>Whether a VMID is free in the whole cluster, machines and containers that we may not see included.</summary>
    public async Task<bool> IsVmIdFreeAsync(int vmId, CancellationToken cancellation)
    {
        try
        {
            await GetAsync(string.Create(CultureInfo.InvariantCulture, $"/cluster/nextid?vmid={vmId}"), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.RemoteIdTaken)
        {
            return false;
        }
    }
}
