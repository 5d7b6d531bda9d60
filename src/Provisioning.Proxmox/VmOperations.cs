using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>The operations on virtual machines, as data. A step is one line here and one class in <c>Steps/</c>.</summary>
internal static class VmOperations
{
    /// <summary>The operation that an order begins with.</summary>
    public const string Deploy = "Deploy";

    /// <summary>All operations by name.</summary>
    public static IReadOnlyDictionary<string, OperationPlan> All(VmTools tools)
    {
        var (setIp, clone) = (new SetIp(tools), new Clone(tools));
        var setCpuRam = new SetCpuRam(tools);
        var (systemSize, systemLimits) = (new SetSystemDiskSize(tools), new SetSystemDiskBandwidth(tools));
        var (additional, additionalSize, additionalLimits) = (new SetCreatedAdditionalDisk(tools), new SetAdditionalDiskSize(tools), new SetAdditionalDiskBandwidth(tools));
        var (network, firewall, cloudInit) = (new SetNetwork(tools), new SetFirewall(tools), new SetCloudInit(tools));
        var (start, ready) = (new Start(tools), new Ready(tools));

        OperationPlan[] plans =
        [
            // Completes:                 set_ip, clone, set_cpu_ram, … , set_cloudinit, -, ready
            new(Deploy,
            [
                setIp,
                clone,
                setCpuRam,
                systemSize,
                systemLimits,
                additional,
                additionalSize,
                additionalLimits,
                network,
                firewall,
                cloudInit,
                start,
                ready,
            ]) { EndStatus = ServiceStatus.Active },
        ];
        return plans.ToDictionary(plan => plan.Name, StringComparer.Ordinal);
    }
}
