namespace Provisioning;

/// <summary>Names that virtual-machine services are known by.</summary>
public static class VirtualMachineWords
{
    /// <summary>The kind of service.</summary>
    public const string Kind = "VirtualMachine";
}

/// <summary>The local statuses of a virtual machine, each named after the step that was completed last.</summary>
public static class VmStatus
{
    /// <summary>Recorded; creation must start.</summary>
    public const string Creation = "creation";
    /// <summary>Addresses are assigned.</summary>
    public const string SetIp = "set_ip";
    /// <summary>The clone exists.</summary>
    public const string Clone = "clone";
    /// <summary>Cores and memory are set.</summary>
    public const string SetCpuRam = "set_cpu_ram";
    /// <summary>The system disk has its size.</summary>
    public const string SetSystemDiskSize = "set_system_disk_size";
    /// <summary>The system disk has its limits.</summary>
    public const string SetSystemDiskBandwidth = "set_system_disk_bandwidth";
    /// <summary>The additional disk exists, or the package has none.</summary>
    public const string SetCreatedAdditionalDisk = "set_created_additional_disk";
    /// <summary>The additional disk has its size, or the package has none.</summary>
    public const string SetAdditionalDiskSize = "set_additional_disk_size";
    /// <summary>The additional disk has its limits, or the package has none.</summary>
    public const string SetAdditionalDiskBandwidth = "set_additional_disk_bandwidth";
    /// <summary>The network card is configured.</summary>
    public const string SetNetwork = "set_network";
    /// <summary>Firewall options and rules are there.</summary>
    public const string SetFirewall = "set_firewall";
    /// <summary>Cloud-init is configured.</summary>
    public const string SetCloudInit = "set_cloudinit";
    /// <summary>Created and usable.</summary>
    public const string Ready = "ready";
    /// <summary>Reinstallation is under way.</summary>
    public const string Reinstall = "reinstall";
    /// <summary>DNS is brought into step at the next tick.</summary>
    public const string SetDnsRecords = "set_dns_records";
    /// <summary>Values are changed at the next tick.</summary>
    public const string ChangePackage = "change_package";
    /// <summary>The machine is being put back to a snapshot or a backup, or that has stopped half-way with an error.</summary>
    public const string Restore = "restore";
    /// <summary>An existing machine is being taken under management; it does not carry our mark yet.</summary>
    public const string Register = "register";
    /// <summary>The machine is being removed for good, or that has stopped with an error.</summary>
    public const string Terminate = "terminate";
    /// <summary>The machine is gone; addresses, VMID and secrets were given back.</summary>
    public const string Terminated = "terminated";

    /// <summary>Whether no machine is expected yet, or not any more until it is cloned anew.</summary>
    public static bool IsBeforeMachine(string localStatus) => localStatus is Creation or SetIp;

    /// <summary>All of them, in the order of creation first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Creation, SetIp, Clone, SetCpuRam, SetSystemDiskSize, SetSystemDiskBandwidth, SetCreatedAdditionalDisk,
        SetAdditionalDiskSize, SetAdditionalDiskBandwidth, SetNetwork, SetFirewall, SetCloudInit, Ready,
        Reinstall, SetDnsRecords, ChangePackage, Restore, Register, Terminate, Terminated,
    ];
}
