namespace Provisioning.Proxmox.Client;

/// <summary>
/// What a machine boots from: <c>boot: order=scsi0;ide2;net0</c>, or the older <c>boot: cdn</c> with <c>bootdisk: scsi0</c>.
/// </summary>
public sealed record BootOrder
{
    /// <summary>The order's devices; null when the machine has none of the newer form.</summary>
    public IReadOnlyList<string>? Devices { get; private init; }

    /// <summary>The disk named by the older form.</summary>
    public string? LegacyDisk { get; private init; }

    /// <summary>Reads the two lines; either may be missing.</summary>
    public static BootOrder Parse(string? boot, string? bootDisk)
    {
        var order = PropertyString.Parse(boot)["order"];
        return new BootOrder
        {
            Devices = order?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            LegacyDisk = string.IsNullOrEmpty(bootDisk) ? null : bootDisk,
        };
    }

    /// <summary>
    /// The disk the system is on. CD drives in front are passed over. Without an order the server's own choice is repeated: the older form's
    /// disk, else the first of ide, scsi, virtio, sata (source: <c>PVE::QemuServer::Drive::valid_drive_names</c>). An order without any disk
    /// is only understood when the machine has exactly one.
    /// </summary>
    /// <returns>Null when no disk could be told apart.</returns>
    public DriveSpec? FindSystemDisk(IReadOnlyList<DriveSpec> drives)
    {
        if (Devices is null) return Disk(drives, LegacyDisk) ?? FirstDisk(drives);
        foreach (var device in Devices)
            if (Disk(drives, device) is { } disk) return disk;
        return Only(drives);
    }

    private static DriveSpec? Disk(IReadOnlyList<DriveSpec> drives, string? slot)
    {
        foreach (var drive in drives)
            if (drive.IsDisk && drive.Slot == slot) return drive;
        return null;
    }

    private static DriveSpec? FirstDisk(IReadOnlyList<DriveSpec> drives)
    {
        foreach (var bus in (ReadOnlySpan<string>)["ide", "scsi", "virtio", "sata"])
        {
            DriveSpec? first = null;
            foreach (var drive in drives)
                if (drive.IsDisk && SlotName.Number(drive.Slot, bus) is { } number && (first is null || number < SlotName.Number(first.Slot, bus))) first = drive;
            if (first is not null) return first;
        }
        return null;
    }

    private static DriveSpec? Only(IReadOnlyList<DriveSpec> drives)
    {
        DriveSpec? only = null;
        foreach (var drive in drives)
        {
            if (!drive.IsDisk) continue;
            if (only is not null) return null;
            only = drive;
        }
        return only;
    }
}
