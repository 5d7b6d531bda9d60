using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>The disks of a package, for the cmdlets that write one.</summary>
public abstract class PackageDisksCmdlet : ProvisioningCmdlet
{
    /// <summary>Size of the system disk in GB (GiB); 0 keeps the template's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 131072)]
    public int SystemDiskGB { get; set; }

    /// <summary>Storage of the system disk; empty takes the template's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? SystemDiskStorage { get; set; }

    /// <summary>Reading limit of the system disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1000000)]
    public decimal SystemDiskReadMBps { get; set; }

    /// <summary>Writing limit of the system disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1000000)]
    public decimal SystemDiskWriteMBps { get; set; }

    /// <summary>Reading limit of the system disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 100000000)]
    public int SystemDiskReadIops { get; set; }

    /// <summary>Writing limit of the system disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 100000000)]
    public int SystemDiskWriteIops { get; set; }

    /// <summary>Size of the additional disk in GB (GiB); 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 131072)]
    public int AdditionalDiskGB { get; set; }

    /// <summary>Storage of the additional disk; empty takes the system disk's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? AdditionalDiskStorage { get; set; }

    /// <summary>Reading limit of the additional disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1000000)]
    public decimal AdditionalDiskReadMBps { get; set; }

    /// <summary>Writing limit of the additional disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1000000)]
    public decimal AdditionalDiskWriteMBps { get; set; }

    /// <summary>Reading limit of the additional disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 100000000)]
    public int AdditionalDiskReadIops { get; set; }

    /// <summary>Writing limit of the additional disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 100000000)]
    public int AdditionalDiskWriteIops { get; set; }

    /// <summary>The package with the disks as the caller named them.</summary>
    private protected VmPackage ApplyDisks(VmPackage package) => package with
    {
        SystemDisk = System(package.SystemDisk),
        AdditionalDisk = Additional(package.AdditionalDisk),
    };

    private VmDisk System(VmDisk disk) => disk with
    {
        SizeGiB = IsBound(nameof(SystemDiskGB)) ? SystemDiskGB : disk.SizeGiB,
        Storage = IsBound(nameof(SystemDiskStorage)) ? SystemDiskStorage.OrNull() : disk.Storage,
        ReadMBps = IsBound(nameof(SystemDiskReadMBps)) ? SystemDiskReadMBps : disk.ReadMBps,
        WriteMBps = IsBound(nameof(SystemDiskWriteMBps)) ? SystemDiskWriteMBps : disk.WriteMBps,
        ReadIops = IsBound(nameof(SystemDiskReadIops)) ? SystemDiskReadIops : disk.ReadIops,
        WriteIops = IsBound(nameof(SystemDiskWriteIops)) ? SystemDiskWriteIops : disk.WriteIops,
    };

    private VmDisk Additional(VmDisk disk) => disk with
    {
        SizeGiB = IsBound(nameof(AdditionalDiskGB)) ? AdditionalDiskGB : disk.SizeGiB,
        Storage = IsBound(nameof(AdditionalDiskStorage)) ? AdditionalDiskStorage.OrNull() : disk.Storage,
        ReadMBps = IsBound(nameof(AdditionalDiskReadMBps)) ? AdditionalDiskReadMBps : disk.ReadMBps,
        WriteMBps = IsBound(nameof(AdditionalDiskWriteMBps)) ? AdditionalDiskWriteMBps : disk.WriteMBps,
        ReadIops = IsBound(nameof(AdditionalDiskReadIops)) ? AdditionalDiskReadIops : disk.ReadIops,
        WriteIops = IsBound(nameof(AdditionalDiskWriteIops)) ? AdditionalDiskWriteIops : disk.WriteIops,
    };
}
