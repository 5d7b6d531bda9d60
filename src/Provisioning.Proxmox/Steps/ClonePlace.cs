using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>From where to where a machine is cloned.</summary>
/// <param name="Template">The template, on the node that does the work.</param>
/// <param name="Node">Where the machine goes.</param>
/// <param name="Slot">The scarce resource that is drawn on.</param>
internal sealed record ClonePlace(VmRef Template, string Node, string Slot)
{
    /// <summary>Node that the server has to be told; null when the clone stays beside its template.</summary>
    public string? Target => Node == Template.Node ? null : Node;

    /// <summary>
    /// Checks the place that was planned with the order against a look at the cluster, and plans anew where it does not hold:
    /// the server was out of reach then, the template has moved, the node is down.
    /// </summary>
    /// <exception cref="ProvisioningException">TemplateNotFound, NotATemplate, NoUsableNode.</exception>
    public static async Task<ClonePlace> FindAsync(VmPass pass, bool fresh, CancellationToken cancellation)
    {
        var (server, looks, data) = (pass.Service.Server, pass.Tools.Looks, pass.Data);
        var look = await looks.ClusterAsync(server, fresh, cancellation).ConfigureAwait(false);
        var template = await looks.TemplateAsync(server, look.Template(data.Template, server).Vm, fresh, cancellation).ConfigureAwait(false);
        var storage = StorageOf(pass.Package);
        var node = data.TargetNode is null && pass.Service.Node is { } planned && NodeChoice.CanTake(look, template, storage, planned)
            ? planned
            : NodeChoice.Choose(look, template, storage, data.TargetNode, _ => 0);
        return new ClonePlace(template.Vm, node, $"clone:{server.ToLowerInvariant()}/{template.Vm.Node}/{storage ?? template.SystemStorage ?? "-"}");
    }

    /// <summary>Storage that a package's clones go to; null when it is the template's.</summary>
    public static string? StorageOf(VmPackage package) => package.CloneType == CloneType.Full ? package.SystemDisk.Storage : null;
}
