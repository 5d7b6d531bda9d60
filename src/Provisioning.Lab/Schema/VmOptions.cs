using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>The options of a VM configuration and what may be done with each.</summary>
internal static partial class VmOptions
{
    /// <summary>Everything a configuration can hold.</summary>
    public static ParameterTable Table { get; } = ParameterTable.Parse("""
        acpi bool
        affinity str
        agent props agent
        allow-ksm bool
        amd-sev props sev
        arch enum x86_64 aarch64
        args str
        audio0 props audio
        autostart bool
        balloon int 0..
        bios enum seabios ovmf
        boot props boot
        bootdisk str /(ide|sata|scsi|virtio)\d+/
        cicustom props cicustom
        cipassword str
        citype enum configdrive2 nocloud opennebula
        ciupgrade bool
        ciuser str
        cores int 1..
        cpu props cpu
        cpulimit num 0..128
        cpuunits int 1..262144
        description str max=8192
        efidisk0 props efidisk
        freeze bool
        hookscript str volume
        hostpci[16] props hostpci
        hotplug str
        hugepages enum any 2 1024
        ide[4] props ide
        intel-tdx props tdx
        ipconfig[32] props ipconfig
        ivshmem props ivshmem
        keephugepages bool
        keyboard enum de de-ch da en-gb en-us es fi fr fr-be fr-ca fr-ch hu is it ja lt mk nl no pl pt pt-br sv sl tr
        kvm bool
        localtime bool
        lock enum backup clone create migrate rollback snapshot snapshot-delete suspending suspended
        machine props machine
        memory props memory
        migrate_downtime num 0..
        migrate_speed int 0..
        name str dns
        nameserver str address-list
        net[32] props net
        numa bool
        numa[8] props numa
        onboot bool
        ostype enum other wxp w2k w2k3 w2k8 wvista win7 win8 win10 win11 l24 l26 solaris
        parallel[3] str /\/dev\/parport\d+|\/dev\/usb\/lp\d+/
        protection bool
        reboot bool
        rng0 props rng
        sata[6] props sata
        scsi[31] props scsi
        scsihw enum lsi lsi53c810 virtio-scsi-pci virtio-scsi-single megasas pvscsi
        searchdomain str
        serial[4] str /(\/dev\/.+|socket)/
        shares int 0..50000
        smbios1 props smbios1 max=512
        smp int 1..
        sockets int 1..
        spice_enhancements props spice
        sshkeys str urlencoded
        startdate str /(now|\d{4}-\d{1,2}-\d{1,2}(T\d{1,2}:\d{1,2}:\d{1,2})?)/
        startup props startup
        tablet bool
        tags str tags
        tdf bool
        template bool
        tpmstate0 props tpmstate
        unused[256] props unused
        usb[14] props usb
        vcpus int 1..
        vga props vga
        virtio[16] props virtio
        virtiofs[10] props virtiofs
        vmgenid str /[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01]/
        vmstatestorage str storage-id
        watchdog props watchdog
        """);

    private static readonly ParameterTable s_common = ParameterTable.Parse("""
        cdrom props ide
        force bool
        skiplock bool
        """, Table);

    /// <summary>The parameters of a change; the asynchronous one knows two more.</summary>
    public static ParameterTable Update { get; } = ParameterTable.Parse("""
        delete str configid-list
        revert str configid-list
        digest str max=40
        force bool requires=delete
        """, s_common);

    public static ParameterTable UpdateInBackground { get; } = ParameterTable.Parse("""
        background_delay int 1..30
        import-working-storage str storage-id
        """, Update);

    public static ParameterTable Create { get; } = ParameterTable.Parse("""
        vmid! int 100..999999999
        archive str
        bwlimit int 0..
        ha-managed bool
        import-working-storage str storage-id
        live-restore bool
        pool str poolid
        start bool
        storage str storage-id
        unique bool
        """, s_common);

    private static readonly HashSet<string> s_rootOnly = ["lock", "args", "affinity", "hookscript"];

    private static readonly HashSet<string> s_cloudInit =
        ["cicustom", "cipassword", "citype", "ciuser", "ciupgrade", "nameserver", "searchdomain", "sshkeys"];

    private static readonly HashSet<string> s_appliedAtOnce =
        ["name", "onboot", "shares", "startup", "description", "protection", "vmstatestorage", "hookscript", "tags", "lock", "template", "migrate_downtime", "migrate_speed", "hotplug"];

    private static readonly HashSet<string> s_hardware =
        ["acpi", "hotplug", "kvm", "machine", "scsihw", "smbios1", "tablet", "vga", "watchdog", "audio0", "bios", "tdf", "localtime"];

    public static bool IsRootOnly(string option) => s_rootOnly.Contains(option);

    public static bool IsCloudInit(string option) => s_cloudInit.Contains(option) || IpConfig().IsMatch(option);

    /// <summary>Any slot that holds a volume, the unused ones too.</summary>
    public static bool IsVolume(string option) => Volume().IsMatch(option);

    /// <summary>A drive a VM boots from or reads, without the unused ones.</summary>
    public static bool IsDrive(string option) => Drive().IsMatch(option);

    public static bool IsNet(string option) => Net().IsMatch(option);

    /// <summary>A change to a running VM takes effect at once for these; the others wait for the next start.</summary>
    public static bool IsHotPluggable(string option) =>
        s_appliedAtOnce.Contains(option) || IsCloudInit(option) || HotPluggable().IsMatch(option);

    /// <summary>The privilege a change needs, beyond the lock and similar options that only root@pam may touch.</summary>
    public static string PrivilegeFor(string option, string? value) => option switch
    {
        _ when IsVolume(option) => value is not null && value.Contains("media=cdrom", StringComparison.Ordinal) ? "VM.Config.CDROM" : "VM.Config.Disk",
        "cdrom" => "VM.Config.CDROM",
        "memory" or "balloon" or "shares" or "hugepages" => "VM.Config.Memory",
        "cores" or "sockets" or "cpu" or "cpulimit" or "cpuunits" or "vcpus" or "numa" or "smp" => "VM.Config.CPU",
        _ when option.StartsWith("numa", StringComparison.Ordinal) => "VM.Config.CPU",
        _ when IsCloudInit(option) => "VM.Config.Cloudinit",
        _ when IsNet(option) => "VM.Config.Network",
        _ when s_hardware.Contains(option) || Hardware().IsMatch(option) => "VM.Config.HWType",
        _ => "VM.Config.Options",
    };

    /// <summary>The property-string format of a drive slot.</summary>
    public static string DriveFormat(string option) => Table.Find(option)!.Format!;

    [GeneratedRegex(@"^ipconfig\d+$")]
    private static partial Regex IpConfig();

    [GeneratedRegex(@"^((ide|sata|scsi|virtio|unused)\d+|efidisk0|tpmstate0)$")]
    private static partial Regex Volume();

    [GeneratedRegex(@"^((ide|sata|scsi|virtio)\d+|efidisk0|tpmstate0)$")]
    private static partial Regex Drive();

    [GeneratedRegex(@"^net\d+$")]
    private static partial Regex Net();

    [GeneratedRegex(@"^(scsi|virtio|net|usb|unused)\d+$")]
    private static partial Regex HotPluggable();

    [GeneratedRegex(@"^(hostpci|usb|serial|parallel|rng|virtiofs)\d+$")]
    private static partial Regex Hardware();
}
