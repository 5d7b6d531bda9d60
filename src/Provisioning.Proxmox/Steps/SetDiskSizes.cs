using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>The system disk's size; 0 keeps the template's.</summary>
internal sealed class SetSystemDiskSize(VmTools tools) : ResizeStep(tools, "set_system_disk_size", VmStatus.SetSystemDiskSize)
{
    protected override (DriveSpec? Disk, int SizeGiB) Target(VmConfig config, VmWanted wanted) =>
        (Disks.System(config), wanted.Package.SystemDisk.SizeGiB);
}

/// <summary>The additional disk's size; nothing to do when the package has none.</summary>
internal sealed class SetAdditionalDiskSize(VmTools tools) : ResizeStep(tools, "set_additional_disk_size", VmStatus.SetAdditionalDiskSize)
{
    protected override (DriveSpec? Disk, int SizeGiB) Target(VmConfig config, VmWanted wanted) =>
        wanted.Package.AdditionalDisk.SizeGiB == 0 ? (null, 0) : (Disks.Additional(config), wanted.Package.AdditionalDisk.SizeGiB);
}
