namespace Provisioning.Proxmox.Client;

/// <summary>A drive of a machine: <c>scsi0: local:100/vm-100-disk-0.qcow2,size=32G,…</c>. Keys that are not known here are kept.</summary>
/// <param name="Slot">Where it is plugged in, e.g. <c>scsi0</c>.</param>
/// <param name="Properties">All that its line says.</param>
public sealed record DriveSpec(string Slot, PropertyString Properties)
{
    /// <summary>Reads a drive's line.</summary>
    public static DriveSpec Parse(string slot, string value) => new(slot, PropertyString.Parse(value));

    /// <summary>The volume, e.g. <c>local:100/vm-100-disk-0.qcow2</c>; <c>none</c> or <c>cdrom</c> for an empty CD drive.</summary>
    public string Volume => Properties.Unnamed ?? Properties["file"] ?? "";

    /// <summary>The storage that holds the volume; null when the volume is a path or nothing.</summary>
    public string? Storage => Volume.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Volume[0] != '/' ? Volume[..colon] : null;

    /// <summary>A CD drive, cloud-init's among them.</summary>
    public bool IsCdRom => Properties["media"] == "cdrom" || Volume is "none" or "cdrom" || IsCloudInit;

    /// <summary>The drive that carries cloud-init's data: <c>SID:cloudinit</c> when it is asked for, <c>…vm-N-cloudinit…</c> once it exists.</summary>
    public bool IsCloudInit
    {
        get
        {
            var name = Volume.AsSpan(Volume.AsSpan().LastIndexOfAny(':', '/') + 1);
            return name.SequenceEqual("cloudinit") || (name.StartsWith("vm-", StringComparison.Ordinal) && name.Contains("-cloudinit", StringComparison.Ordinal));
        }
    }

    /// <summary>A disk that holds data: neither a CD drive nor empty.</summary>
    public bool IsDisk => !IsCdRom && Volume.Length > 0;

    /// <summary>Size as last recorded in the configuration; null when it is not written there.</summary>
    public DiskSize? Size => DiskSize.TryParse(Properties["size"], out var size) ? size : null;

    /// <summary>The same drive with a property set (null removes it).</summary>
    public DriveSpec With(string key, string? value) => this with { Properties = Properties.With(key, value) };

    /// <summary>The line as it is sent.</summary>
    public override string ToString() => Properties.ToString();

    /// <summary>Whether a configuration key names a drive: <c>ideN</c>, <c>scsiN</c>, <c>virtioN</c>, <c>sataN</c>.</summary>
    public static bool IsSlot(string key) =>
        SlotName.Is(key, "ide") || SlotName.Is(key, "scsi") || SlotName.Is(key, "virtio") || SlotName.Is(key, "sata");
}
