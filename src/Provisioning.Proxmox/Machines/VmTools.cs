namespace Provisioning.Proxmox;

/// <summary>What all steps of virtual machines share.</summary>
/// <param name="Servers">The servers.</param>
/// <param name="Looks">Looks at clusters.</param>
/// <param name="Times">Measures of time.</param>
internal sealed record VmTools(ProxmoxServers Servers, ClusterLooks Looks, ProxmoxTimes Times);
