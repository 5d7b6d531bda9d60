using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// Plugs the package's disk in again where the snapshot or the backup is from before it: the server keeps it as unused, with its data, and a
/// new empty one in its place would be a loss.
/// </summary>
internal sealed class ReattachDisk(VmTools tools) : ConfigStep(tools, "reattach_disk", null)
{
    public override bool NeedsStop(VmConfig config, ConfigChange change) => true;

    public override ConfigChange Want(VmConfig config, VmWanted wanted)
    {
        var change = new ConfigChange();
        var disk = wanted.Package.AdditionalDisk;
        if (disk.SizeGiB == 0 || wanted.Data.KeptDisk is not { } volume || Disks.Additional(config) is not null) return change;
        return config.Unused.Any(disk => disk.Value == volume) ? change.Set(Disks.WithLimits(DriveSpec.Parse(Disks.FreeSlot(config), volume), disk)) : change;
    }

    /// <summary>A disk that the package has not, as after a change of package and two restores, is nobody's to throw away: it is told.</summary>
    protected override string Nothing(VmConfig config, VmWanted wanted) => config.Unused is { Count: > 0 } unused
        ? $"kept, but unused, since neither package nor backup has a place for it: {string.Join(", ", unused.Select(disk => disk.Value))}"
        : "no disk of the package was left unused";

    /// <summary>Its size is the server's to say, and so is which entry of the unused ones is gone.</summary>
    protected override void Accepted(VmPass pass, ConfigChange change)
    {
        if (!change.IsEmpty) pass.Forget();
    }
}
