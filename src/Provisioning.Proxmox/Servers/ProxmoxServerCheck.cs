using Provisioning.Http;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Tries a server: whether it answers, takes the credential, and lets it do what deploying asks for.</summary>
/// <param name="servers">Makes the clients.</param>
/// <param name="clock">Time.</param>
public sealed class ProxmoxServerCheck(ProxmoxServers servers, TimeProvider clock)
{
    /// <summary>
    /// What each path must grant for Deploy (measured on PVE 9.2 for a role on <c>/</c> with propagation; SDN.Use since PVE 8).
    /// A privilege-separated token without them gets empty lists, not refusals, so an empty cluster proves nothing.
    /// </summary>
    private static readonly (string Path, string[] Privileges)[] Needed =
    [
        ("/vms",
        [
            "VM.Allocate", "VM.Audit", "VM.Clone", "VM.Config.CPU", "VM.Config.Cloudinit", "VM.Config.Disk", "VM.Config.HWType",
            "VM.Config.Memory", "VM.Config.Network", "VM.Config.Options", "VM.PowerMgmt",
        ]),
        ("/storage", ["Datastore.AllocateSpace", "Datastore.Audit"]),
    ];

    /// <summary>Tries a server's record with a secret; registered or not.</summary>
    public async Task<ServerCheck> CheckAsync(ProvisioningServer server, SecretText secret, CancellationToken cancellation)
    {
        var check = new ServerCheck { Server = server.Name };
        var problems = new List<ProvisioningError>();
        ProxmoxClient? client = null;
        try
        {
            client = servers.Create(server, secret);
            var api = client.For(CallScope.None);
            var (version, latency) = await GreetAsync(api, cancellation).ConfigureAwait(false);
            check = check with { Version = version.Version, LatencyMs = latency, Endpoint = client.PreferredEndpoint };
            var nodes = await api.ListNodesAsync(cancellation).ConfigureAwait(false);
            check = check with { OnlineNodes = Names(nodes, online: true), OfflineNodes = Names(nodes, online: false) };
            var missing = Missing(await api.GetPermissionsAsync(cancellation).ConfigureAwait(false), version);
            check = check with { MissingPrivileges = missing };
            if (missing.Count > 0)
                problems.Add(new ProvisioningError(ErrorIds.PrivilegeMissing, ErrorKind.Denied,
                    $"'{server.UserName}' lacks privileges on {server.Name}: {string.Join("; ", missing)}. Grant them; a token with privilege separation needs them for itself.", server.Name));
            if (check.OnlineNodes.Count == 0)
                problems.Add(new ProvisioningError(ErrorIds.NoUsableNode, ErrorKind.Unreachable,
                    $"{server.Name} shows no node that is online; see whether the cluster is up.", server.Name, Retryable: true));
        }
        catch (ProvisioningException failed)
        {
            problems.Add(failed.Error);
        }
        finally
        {
            check = check with { CertificateThumbprint = client?.SeenThumbprint, Problems = problems };
            client?.Dispose();
        }
        return check;
    }

    /// <summary>Privileges that are not granted, as <c>path: privilege</c>.</summary>
    internal static IReadOnlyList<string> Missing(PermissionTable granted, PveVersion version)
    {
        var missing = Needed.SelectMany(need => need.Privileges.Where(privilege => !granted.Allows(need.Path, privilege)).Select(privilege => $"{need.Path}: {privilege}")).ToList();
        if (version.Major >= 8 && !granted.Allows("/sdn/zones", "SDN.Use")) missing.Add("/sdn/zones: SDN.Use");
        return missing;
    }

    private async Task<(PveVersion Version, double LatencyMs)> GreetAsync(ProxmoxApi api, CancellationToken cancellation)
    {
        // The first call pays for the connection and the ticket; the second one is the round trip.
        await api.GetVersionAsync(cancellation).ConfigureAwait(false);
        var began = clock.GetTimestamp();
        var version = await api.GetVersionAsync(cancellation).ConfigureAwait(false);
        return (version, clock.GetElapsedTime(began).TotalMilliseconds);
    }

    private static string[] Names(IEnumerable<ClusterNode> nodes, bool online) =>
        [.. nodes.Where(node => node.IsOnline == online).Select(node => node.Name).Order(StringComparer.Ordinal)];
}
