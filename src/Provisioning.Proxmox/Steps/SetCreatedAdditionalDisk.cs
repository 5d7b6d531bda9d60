using System.Globalization;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>The additional disk: made with its size and limits, unless the template brought one or the package has none.</summary>
internal sealed class SetCreatedAdditionalDisk(VmTools tools) : ConfigStep(tools, "set_created_additional_disk", VmStatus.SetCreatedAdditionalDisk)
{
    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        var change = new ConfigChange();
        var disk = wanted.Package.AdditionalDisk;
        if (disk.SizeGiB == 0 || Disks.Additional(config) is not null) return change;
        var storage = disk.Storage ?? Disks.System(config).Storage ?? throw new ProvisioningException(
            ErrorIds.NoSystemDisk, ErrorKind.Invalid, "The system disk is on no storage that could take the additional disk; name one in the package.");
        var volume = string.Create(CultureInfo.InvariantCulture, $"{storage}:{disk.SizeGiB}{FormatLike(Disks.System(config), storage)}");
        return change.Set(Disks.WithLimits(DriveSpec.Parse(Disks.FreeSlot(config), volume), disk));
    }

    /// <summary>
    /// A storage of files makes raw ones unless it is told otherwise, and a raw file knows no snapshots: one such disk would take them from
    /// the whole machine. Beside a system disk that knows them, the new one is of the same format.
    /// </summary>
    private static string FormatLike(DriveSpec system, string storage) =>
        system.Storage == storage && system.Volume.EndsWith(".qcow2", StringComparison.Ordinal) ? ",format=qcow2" : "";

    protected override string Nothing(VmConfig config, VmWanted wanted) =>
        wanted.Package.AdditionalDisk.SizeGiB == 0 ? "the package has no additional disk" : $"{Disks.Additional(config)!.Slot} is there already";
}
