namespace Provisioning;

/// <summary>Options of an order by name. An option overrides the package's value, 0 included.</summary>
public static class VmOption
{
    /// <summary>VMID of the template.</summary>
    public const string OperatingSystem = "Operating System";
    /// <summary>Cores.</summary>
    public const string CpuCores = "CPU Cores";
    /// <summary>Memory in GiB.</summary>
    public const string Ram = "RAM";
    /// <summary>Backups the client may keep.</summary>
    public const string Backups = "Backups";
    /// <summary>Snapshots the client may keep.</summary>
    public const string Snapshots = "Snapshots";
    /// <summary>System disk in GiB.</summary>
    public const string SystemDisk = "System Disk";
    /// <summary>Reading limit of the system disk in MB/s; 0 is none.</summary>
    public const string SystemDiskReadBandwidth = "System Disk Read Bandwidth";
    /// <summary>Writing limit of the system disk in MB/s; 0 is none.</summary>
    public const string SystemDiskWriteBandwidth = "System Disk Write Bandwidth";
    /// <summary>Reading limit of the system disk in operations a second; 0 is none.</summary>
    public const string SystemDiskReadIops = "System Disk Read IOPS";
    /// <summary>Writing limit of the system disk in operations a second; 0 is none.</summary>
    public const string SystemDiskWriteIops = "System Disk Write IOPS";
    /// <summary>Additional disk in GiB; 0 is none.</summary>
    public const string AdditionalDisk = "Additional Disk";
    /// <summary>Reading limit of the additional disk in MB/s; 0 is none.</summary>
    public const string AdditionalDiskReadBandwidth = "Additional Disk Read Bandwidth";
    /// <summary>Writing limit of the additional disk in MB/s; 0 is none.</summary>
    public const string AdditionalDiskWriteBandwidth = "Additional Disk Write Bandwidth";
    /// <summary>Reading limit of the additional disk in operations a second; 0 is none.</summary>
    public const string AdditionalDiskReadIops = "Additional Disk Read IOPS";
    /// <summary>Writing limit of the additional disk in operations a second; 0 is none.</summary>
    public const string AdditionalDiskWriteIops = "Additional Disk Write IOPS";
    /// <summary>Limit of the network card in MB/s; 0 is none.</summary>
    public const string NetworkBandwidth = "Network Bandwidth";
    /// <summary>IPv4 addresses; 0 is none.</summary>
    public const string IPv4Addresses = "IPv4 Addresses";
    /// <summary>IPv6 addresses; 0 is none.</summary>
    public const string IPv6Addresses = "IPv6 Addresses";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        OperatingSystem, CpuCores, Ram, Backups, Snapshots,
        SystemDisk, SystemDiskReadBandwidth, SystemDiskWriteBandwidth, SystemDiskReadIops, SystemDiskWriteIops,
        AdditionalDisk, AdditionalDiskReadBandwidth, AdditionalDiskWriteBandwidth, AdditionalDiskReadIops, AdditionalDiskWriteIops,
        NetworkBandwidth, IPv4Addresses, IPv6Addresses,
    ];
}
