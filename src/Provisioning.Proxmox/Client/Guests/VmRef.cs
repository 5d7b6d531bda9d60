using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <summary>Where a machine is found: the node that holds its configuration, and its VMID.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Id">VMID, 100 to 999,999,999; unique in the cluster.</param>
public readonly record struct VmRef(string Node, int Id)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"VM {Id} on {Node}");
}
