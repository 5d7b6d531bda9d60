using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>How lists and states show a VM.</summary>
internal static class GuestShape
{
    private static readonly string[] s_pressure =
        ["pressurecpufull", "pressurecpusome", "pressureiofull", "pressureiosome", "pressurememoryfull", "pressurememorysome"];

    /// <summary>In <c>/cluster/resources</c>: which VMs exist is known at once, the figures come from the last round.</summary>
    public static JObject Resource(Cluster cluster, Vm vm)
    {
        var entry = new JObject { ["id"] = $"qemu/{vm.Vmid}", ["type"] = "qemu", ["vmid"] = vm.Vmid, ["node"] = vm.Node, ["status"] = "unknown" };
        if (vm.Config.Lock is { } reason) entry["lock"] = reason;
        if (vm.Config["tags"] is { } tags) entry["tags"] = tags;
        if (vm.Pool is { } pool) entry["pool"] = pool;
        if (vm.HaManaged) entry["hastate"] = vm.Running ? "started" : "stopped";
        if (!cluster.Nodes[vm.Node].Online || cluster.Figures.Guest(vm.Vmid) is not { } figures) return entry;
        entry["name"] = figures.Name ?? $"VM {vm.Vmid}";
        entry["status"] = figures.Running ? "running" : "stopped";
        entry["template"] = figures.Template ? 1 : 0;
        entry["maxcpu"] = figures.Cpus;
        entry["cpu"] = figures.Running ? 0.01 : 0;
        entry["maxmem"] = figures.MaxMemory;
        entry["mem"] = figures.Running ? figures.MaxMemory / 2 : 0;
        entry["memhost"] = figures.Running ? figures.MaxMemory / 2 : 0;
        entry["maxdisk"] = figures.MaxDisk;
        entry["uptime"] = figures.Uptime;
        foreach (var zero in new[] { "disk", "diskread", "diskwrite", "netin", "netout" }) entry[zero] = 0;
        return entry;
    }

    /// <summary>The current state of a VM, for lists and as the base of <c>status/current</c>.</summary>
    public static JObject State(Vm vm, TimeSpan now, bool full)
    {
        var entry = new JObject
        {
            ["vmid"] = vm.Vmid,
            ["status"] = vm.Running ? "running" : "stopped",
            ["name"] = vm.Config["name"] ?? $"VM {vm.Vmid}",
            ["cpus"] = vm.Config.Cpus,
            ["cpu"] = 0,
            ["mem"] = vm.Running ? vm.Config.MemoryBytes / 2 : 0,
            ["memhost"] = vm.Running ? vm.Config.MemoryBytes / 2 : 0,
            ["maxmem"] = vm.Config.MemoryBytes,
            ["disk"] = 0,
            ["maxdisk"] = MaxDisk(vm),
            ["uptime"] = Uptime(vm, now),
            ["netin"] = 0,
            ["netout"] = 0,
        };
        if (full) entry["qmpstatus"] = vm.Paused ? "paused" : vm.Running ? "running" : "stopped";
        if (vm.Config.IsTemplate) entry["template"] = 1;
        if (vm.Config.Lock is { } reason) entry["lock"] = reason;
        if (vm.Config["tags"] is { } tags) entry["tags"] = tags;
        if (!vm.Running) return entry;
        entry["pid"] = vm.Pid;
        foreach (var pressure in s_pressure) entry[pressure] = 0;
        return entry;
    }

    public static JObject Current(Vm vm, TimeSpan now)
    {
        var entry = State(vm, now, full: true);
        entry["ha"] = vm.HaManaged ? new JObject { ["managed"] = 1, ["state"] = vm.Running ? "started" : "stopped" } : new JObject { ["managed"] = 0 };
        if (vm.AgentConfigured) entry["agent"] = 1;
        return entry;
    }

    public static long Uptime(Vm vm, TimeSpan now) => vm.StartedAt is { } started ? (long)(now - started).TotalSeconds : 0;

    /// <summary>The size of the disk the VM boots from.</summary>
    public static long MaxDisk(Vm vm)
    {
        var order = vm.Config["boot"] is { } boot && PropertyString.Parse(boot, "boot").TryGetValue("order", out var devices) ? devices.Split(';') : [];
        foreach (var option in order.Concat(vm.Config.Drives))
        {
            if (!VmOptions.IsDrive(option) || vm.Config[option] is not { } text) continue;
            var drive = PropertyString.Parse(text, VmOptions.DriveFormat(option));
            if (drive.GetValueOrDefault("media") != "cdrom" && drive.TryGetValue("size", out var size)) return DiskSize.Parse(size);
        }
        return 0;
    }
}
