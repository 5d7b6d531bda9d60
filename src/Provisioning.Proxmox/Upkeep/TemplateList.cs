using System.Runtime.CompilerServices;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Lists templates: one request for a server, one for each template that it shows.</summary>
public sealed class TemplateList(IStateStore store, ProxmoxDriver driver)
{
    /// <summary>How many templates are asked about at a time.</summary>
    private const int Parallel = 6;

    /// <summary>Why packages can't use a template; null when they can.</summary>
    internal static string? Unusable(VmConfig config) =>
        !config.IsTemplate ? "it is a machine, not a template"
        : config.SystemDisk is null ? "its boot disk can't be told apart (boot: order=scsi0)"
        : config.CloudInitDrive is null ? "it has no cloud-init drive, so a guest would get neither address nor password"
        : null;

    /// <summary>Streams templates by server and VMID.</summary>
    /// <exception cref="ProvisioningException">ServerNotFound.</exception>
    public async IAsyncEnumerable<ServerFinding<OsTemplate>> FindAsync(string? server, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var name in Servers(server))
        {
            ClusterLook? look = null;
            ProvisioningError? error = null;
            try
            {
                look = await driver.Looks.ClusterAsync(name, fresh: true, cancellation).ConfigureAwait(false);
            }
            catch (ProvisioningException e)
            {
                error = e.Error;
            }
            if (look is null)
            {
                yield return new(name, null, error);
                continue;
            }
            var packages = store.Read(state => state.Packages(VirtualMachineWords.Kind).Select(row => VmPackageCatalog.Get(state, row.Name)).ToList())
                .Where(package => package.Server is null || string.Equals(package.Server, name, StringComparison.OrdinalIgnoreCase)).ToLookup(package => package.OsTemplate, package => package.Name);
            var templates = look.Resources.Guests.Where(guest => guest is { IsTemplate: true, IsContainer: false }).OrderBy(guest => guest.Vm.Id).ToList();
            var api = driver.Servers.Open(name).Api;
            await foreach (var template in InOrder.RunAsync(templates, Parallel, guest => ReadAsync(api, name, guest, [.. packages[guest.Vm.Id]], cancellation), cancellation).ConfigureAwait(false))
                yield return new(name, template, null);
        }
    }

    private List<string> Servers(string? server)
    {
        var known = store.Read(state => state.Servers()).Where(entry => entry.Kind == ServerKind.Proxmox).Select(entry => entry.Name).ToList();
        if (server is null) return known;
        var named = known.Where(name => NamePattern.Matches(server, name)).ToList();
        return named.Count > 0 || server.AsSpan().IndexOfAny('*', '?') >= 0 ? named : throw new ProvisioningException(
            ErrorIds.ServerNotFound, ErrorKind.NotFound, $"No Proxmox VE server '{server}' is registered; register it first.", server);
    }

    private static async Task<OsTemplate> ReadAsync(ProxmoxApi api, string server, ClusterGuest guest, IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        var found = new OsTemplate { Server = server, VmId = guest.Vm.Id, Name = guest.Name, Node = guest.Vm.Node, Packages = packages };
        try
        {
            var config = await api.GetConfigAsync(guest.Vm, cancellation).ConfigureAwait(false);
            var problem = Unusable(config);
            return found with
            {
                Name = config.Name ?? guest.Name,
                Storages = [.. TemplateFacts.Of(guest.Vm, config).Storages.Order(StringComparer.Ordinal)],
                DiskGiB = config.SystemDisk?.Size is { } size ? decimal.Round((decimal)size.Bytes / (1 << 30), 3) : null,
                HasCloudInit = config.CloudInitDrive is not null,
                OsType = config["ostype"],
                Usable = problem is null,
                Problem = problem,
            };
        }
        // Its node may be down, or it may be going; the others are still worth listing.
        catch (ProvisioningException e)
        {
            return found with { Problem = e.Error.Message };
        }
    }
}
