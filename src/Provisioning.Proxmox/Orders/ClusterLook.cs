using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>What a cluster held at one moment, as far as our credential sees it.</summary>
/// <param name="Resources">Nodes, guests, storages.</param>
internal sealed record ClusterLook(ClusterResources Resources)
{
    private readonly Dictionary<int, ClusterGuest> _guests =
        Resources.Guests.GroupBy(guest => guest.Vm.Id).ToDictionary(group => group.Key, group => group.First());

    /// <summary>VMIDs in use by machines and containers.</summary>
    public IReadOnlySet<int> TakenVmIds { get; } = Resources.Guests.Select(guest => guest.Vm.Id).ToHashSet();

    /// <summary>A machine; null when none of that VMID is to be seen.</summary>
    public ClusterGuest? Guest(int vmId) => _guests.GetValueOrDefault(vmId);

    /// <summary>A node; null when there is none of that name.</summary>
    public ClusterNode? Node(string name) => Resources.Nodes.FirstOrDefault(node => string.Equals(node.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The template at a VMID. Of a guest whose node sends no statistics, the list does not tell whether it is one; its configuration does.</summary>
    /// <exception cref="ProvisioningException">TemplateNotFound, NotATemplate.</exception>
    public ClusterGuest Template(int vmId, string server)
    {
        if (Guest(vmId) is not { } guest)
            throw new ProvisioningException(ErrorIds.TemplateNotFound, ErrorKind.NotFound,
                $"There is no template {vmId} on server '{server}', or its credential may not see it (VM.Audit); name another one or grant the privilege.", Target(vmId));
        return !guest.IsContainer && (guest.IsTemplate || guest.Status == "unknown") ? guest : throw NoTemplate(vmId, server, guest.IsContainer);
    }

    /// <summary>What to say of a guest that should be a template and is none.</summary>
    public static ProvisioningException NoTemplate(int vmId, string server, bool isContainer = false) => new(ErrorIds.NotATemplate, ErrorKind.Invalid,
        $"{vmId} on server '{server}' is {(isContainer ? "a container" : "a machine")}, not a template; convert it or name another one.", Target(vmId));

    private static string Target(int vmId) => vmId.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What of a template decides where its clones can be.</summary>
/// <param name="Vm">The template.</param>
/// <param name="Storages">Storages of all its volumes, CD drives included: the server looks at those too.</param>
internal sealed record TemplateFacts(VmRef Vm, IReadOnlySet<string> Storages)
{
    /// <summary>Storage that the clones' disks crowd: the pace of cloning is kept by it.</summary>
    public string? SystemStorage { get; private init; }

    /// <summary>Reads them from a configuration.</summary>
    public static TemplateFacts Of(VmRef vm, VmConfig config)
    {
        var storages = config.Drives.Select(drive => drive.Storage)
            .Concat(config.Lines.Where(line => line.Key is "efidisk0" or "tpmstate0").Select(line => DriveSpec.Parse(line.Key, line.Value).Storage))
            .OfType<string>().ToHashSet(StringComparer.Ordinal);
        return new TemplateFacts(vm, storages) { SystemStorage = config.SystemDisk?.Storage };
    }
}
