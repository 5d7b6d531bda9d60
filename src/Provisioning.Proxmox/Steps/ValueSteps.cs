using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// The steps that bring a machine to the values of its package, in the order of the creation. Whatever brings a machine there runs these very
/// objects: creation, change of package, reinstallation, repair.
/// </summary>
internal sealed class ValueSteps(VmTools tools)
{
    public SetCpuRam CpuRam { get; } = new(tools);
    public SetSystemDiskSize SystemSize { get; } = new(tools);
    public SetSystemDiskBandwidth SystemLimits { get; } = new(tools);
    public SetCreatedAdditionalDisk Additional { get; } = new(tools);
    public SetAdditionalDiskSize AdditionalSize { get; } = new(tools);
    public SetAdditionalDiskBandwidth AdditionalLimits { get; } = new(tools);
    public SetNetwork Network { get; } = new(tools);
    public SetFirewall Firewall { get; } = new(tools);
    public SetCloudInit CloudInit { get; } = new(tools);

    /// <summary>All of them.</summary>
    public IReadOnlyList<IStep> All => [CpuRam, SystemSize, SystemLimits, Additional, AdditionalSize, AdditionalLimits, Network, Firewall, CloudInit];
}
