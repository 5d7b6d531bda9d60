namespace Provisioning.Proxmox;

/// <summary>
/// Where a clone goes: it is made on the template's node, and may land on another one only when every volume is on shared storage
/// (qemu-server refuses otherwise: <c>can't clone VM to node 'X' (VM uses local storage)</c>).
/// </summary>
internal static class NodeChoice
{
    /// <summary>Chooses a node.</summary>
    /// <param name="look">The cluster.</param>
    /// <param name="template">The template.</param>
    /// <param name="cloneStorage">Storage of a full clone, where it is not the template's.</param>
    /// <param name="wanted">Node that was asked for; null for the online one with most free memory. That one also steps in for one that is down.</param>
    /// <param name="planned">Memory in bytes that was promised on a node and does not show there yet.</param>
    /// <exception cref="ProvisioningException">NoUsableNode.</exception>
    public static string Choose(ClusterLook look, TemplateFacts template, string? cloneStorage, string? wanted, Func<string, long> planned)
    {
        var home = template.Vm.Node;
        if (wanted is not null)
        {
            var node = look.Node(wanted) ?? throw NoUsable(
                $"There is no node '{wanted}'; allowed: {string.Join(", ", look.Resources.Nodes.Select(n => n.Name).Order(StringComparer.Ordinal))}.", wanted);
            if (node.Name != home && Local(look, template, cloneStorage) is { Count: > 0 } local)
                throw NoUsable($"Template {template.Vm.Id} can't be cloned to node '{node.Name}': storage {string.Join(", ", local)} is local to '{home}'. Take '{home}', or move the template to shared storage.", wanted);
            if (node.Name == home || node.IsOnline) return node.Name;
        }
        return look.Resources.Nodes
            .Where(node => node.MaxMemoryBytes > 0 && CanTake(look, template, cloneStorage, node.Name))
            .OrderByDescending(node => node.MaxMemoryBytes - node.MemoryBytes - planned(node.Name))
            .ThenBy(node => node.Name, StringComparer.Ordinal)
            .FirstOrDefault()?.Name ?? home;
    }

    /// <summary>Whether a clone can go to a node now: beside the template always, elsewhere over shared storage that the node sees.</summary>
    public static bool CanTake(ClusterLook look, TemplateFacts template, string? cloneStorage, string node) =>
        node == template.Vm.Node
        || (look.Node(node) is { IsOnline: true }
            && Local(look, template, cloneStorage).Count == 0
            && Storages(template, cloneStorage).All(storage => look.Resources.Storages.Any(
                entry => entry.Storage == storage && entry.Node == node && entry.Status == "available")));

    /// <summary>Storages of the clone that are not shared.</summary>
    private static List<string> Local(ClusterLook look, TemplateFacts template, string? cloneStorage) =>
        [.. Storages(template, cloneStorage).Where(storage => !look.Resources.Storages.Any(entry => entry.Storage == storage && entry.IsShared)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Storages(TemplateFacts template, string? cloneStorage) =>
        cloneStorage is null ? template.Storages : template.Storages.Append(cloneStorage).Distinct();

    private static ProvisioningException NoUsable(string message, string target) =>
        new(ErrorIds.NoUsableNode, ErrorKind.Invalid, message, target);
}
