using System.Globalization;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>Which of a machine's drives is which, and what their lines have to say.</summary>
internal static class Disks
{
    /// <summary>How many numbers each bus has (schema: <c>scsi[n]</c> …).</summary>
    private static readonly (string Bus, int Slots)[] Buses = [("scsi", 31), ("virtio", 16), ("sata", 6), ("ide", 4)];

    /// <summary>The disk that the machine boots from.</summary>
    /// <exception cref="ProvisioningException">NoSystemDisk.</exception>
    public static DriveSpec System(VmConfig config) => config.SystemDisk ?? throw new ProvisioningException(
        ErrorIds.NoSystemDisk, ErrorKind.Invalid,
        "The machine has no boot disk that can be told apart; put the template's disk into its boot order (boot: order=scsi0).");

    /// <summary>The second disk with data; null when there is none.</summary>
    public static DriveSpec? Additional(VmConfig config)
    {
        var system = System(config).Slot;
        return config.Drives.Where(drive => drive.IsDisk && drive.Slot != system)
            .OrderBy(drive => Array.FindIndex(Buses, bus => bus.Bus == Bus(drive.Slot)))
            .ThenBy(drive => Number(drive.Slot))
            .FirstOrDefault();
    }

    /// <summary>A slot for another disk: on the system disk's bus if it has one left.</summary>
    /// <exception cref="ProvisioningException">NoFreeDiskSlot.</exception>
    public static string FreeSlot(VmConfig config)
    {
        var bus = Bus(System(config).Slot);
        foreach (var (name, slots) in Buses.OrderByDescending(candidate => candidate.Bus == bus))
            for (var number = 0; number < slots; number++)
            {
                var slot = string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
                if (config[slot] is null) return slot;
            }
        throw new ProvisioningException(ErrorIds.NoFreeDiskSlot, ErrorKind.Quota, "The machine has no free slot for another disk; give the template fewer drives.");
    }

    /// <summary>
    /// The drive with a package's limits. All limits of the line are replaced: QEMU takes no limit in total beside one for reading, and no
    /// burst below the limit it belongs to, so what a template left there would keep the machine from starting.
    /// </summary>
    public static DriveSpec WithLimits(DriveSpec drive, VmDisk wanted)
    {
        foreach (var (unit, read, write) in new[] { ("mbps", wanted.ReadMBps, wanted.WriteMBps), ("iops", (decimal)wanted.ReadIops, wanted.WriteIops) })
            foreach (var (key, limit) in new[] { ($"{unit}", 0m), ($"{unit}_rd", read), ($"{unit}_wr", write) })
            {
                if (Parse(drive.Properties[key]) != limit) drive = drive.With(key, limit == 0 ? null : limit.ToString("0.###", CultureInfo.InvariantCulture));
                if (Parse(drive.Properties[key + "_max"]) is not { } burst || (limit > 0 && burst >= limit)) continue;
                var length = key.Replace("mbps", "bps", StringComparison.Ordinal) + "_max_length";
                drive = drive.With(key + "_max", null).With(length, null).With(key + "_max_length", null);
            }
        return drive;
    }

    private static decimal? Parse(string? text) => text is null ? 0
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Bus(string slot) => slot.TrimEnd("0123456789".ToCharArray());

    private static int Number(string slot) => int.TryParse(slot.AsSpan(Bus(slot).Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
