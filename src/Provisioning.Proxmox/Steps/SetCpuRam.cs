using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Cores and memory. Sockets and CPU type stay the template's.</summary>
internal sealed class SetCpuRam(VmTools tools) : ConfigStep(tools, "set_cpu_ram", VmStatus.SetCpuRam)
{
    public override bool NeedsStop(VmConfig config, ConfigChange change) => true;

    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        var change = new ConfigChange();
        var (cores, memory) = (wanted.Package.Cores, wanted.Package.MemoryMiB);
        if (config["cores"] is null ? cores != 1 : config.Cores != cores) change.Set("cores", cores);
        // A template's number of plugged-in CPUs would hide cores, or exceed them and keep the machine from starting.
        if (config.Integer("vcpus") is { } plugged && plugged != (long)cores * config.Sockets) change.Delete("vcpus");
        if (config.MemoryMiB != memory) change.Set("memory", memory);
        // The server refuses a balloon larger than the memory.
        if (config.Integer("balloon") > memory) change.Set("balloon", memory);
        return change;
    }
}
