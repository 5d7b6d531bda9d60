using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A disk's limits; 0 is unlimited, so its key is left out.</summary>
internal abstract class DiskLimits(VmTools tools, string name, string completes) : ConfigStep(tools, name, completes)
{
    protected abstract (DriveSpec? Disk, VmDisk Wanted) Target(VmConfig config, VmWanted wanted);

    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        var change = new ConfigChange();
        var (disk, limits) = Target(config, wanted);
        if (disk is not null && Disks.WithLimits(disk, limits) is var limited && limited != disk) change.Set(limited);
        return change;
    }

    protected override string Nothing(VmConfig config, VmWanted wanted) => Target(config, wanted) switch
    {
        (null, _) => "the package has no additional disk",
        ({ Slot: var slot }, { ReadMBps: 0, WriteMBps: 0, ReadIops: 0, WriteIops: 0 }) => $"{slot} is unlimited",
        ({ Slot: var slot }, _) => $"{slot} has these limits already",
    };
}

/// <summary>The system disk's limits.</summary>
internal sealed class SetSystemDiskBandwidth(VmTools tools) : DiskLimits(tools, "set_system_disk_bandwidth", VmStatus.SetSystemDiskBandwidth)
{
    protected override (DriveSpec? Disk, VmDisk Wanted) Target(VmConfig config, VmWanted wanted) =>
        (Disks.System(config), wanted.Package.SystemDisk);
}

/// <summary>The additional disk's limits; nothing to do when the package has none.</summary>
internal sealed class SetAdditionalDiskBandwidth(VmTools tools) : DiskLimits(tools, "set_additional_disk_bandwidth", VmStatus.SetAdditionalDiskBandwidth)
{
    protected override (DriveSpec? Disk, VmDisk Wanted) Target(VmConfig config, VmWanted wanted) =>
        (wanted.Package.AdditionalDisk.SizeGiB == 0 ? null : Disks.Additional(config), wanted.Package.AdditionalDisk);
}
