namespace Provisioning.Lab;

/// <summary>The keys of each kind of property string.</summary>
internal static class PropertyFormats
{
    private const string Limits = """
        aio enum io_uring native threads
        backup bool
        cache enum none writethrough writeback unsafe directsync
        detect_zeroes bool
        discard enum ignore on
        format enum raw qcow2 vmdk qed cow cloop
        import-from str
        media enum cdrom disk
        replicate bool
        rerror enum ignore report stop
        werror enum enospc ignore report stop
        serial str max=60
        shared bool
        size str /\d+(\.\d+)?[KMGT]?/
        snapshot bool
        bps int 0..
        bps_rd int 0..
        bps_wr int 0..
        bps_max_length int 1..
        bps_rd_max_length int 1..
        bps_wr_max_length int 1..
        iops int 0..
        iops_rd int 0..
        iops_wr int 0..
        iops_max int 0..
        iops_rd_max int 0..
        iops_wr_max int 0..
        iops_max_length int 1..
        iops_rd_max_length int 1..
        iops_wr_max_length int 1..
        mbps num 0..
        mbps_rd num 0..
        mbps_wr num 0..
        mbps_max num 0..
        mbps_rd_max num 0..
        mbps_wr_max num 0..
        """;

    private static readonly ParameterTable s_drive = ParameterTable.Parse("file!* str\n" + Limits);

    private static readonly Dictionary<string, ParameterTable> s_tables = new()
    {
        ["ide"] = ParameterTable.Parse("model str max=120\nssd bool\nwwn str", s_drive),
        ["sata"] = ParameterTable.Parse("ssd bool\nwwn str", s_drive),
        ["virtio"] = ParameterTable.Parse("iothread bool\nro bool", s_drive),
        ["scsi"] = ParameterTable.Parse("iothread bool\nro bool\nssd bool\nwwn str\nqueues int 2..\nscsiblock bool\nproduct str max=16\nvendor str max=8", s_drive),
        ["efidisk"] = ParameterTable.Parse("file!* str\nefitype enum 2m 4m\nformat str\nimport-from str\nms-cert str\npre-enrolled-keys bool\nsize str"),
        ["tpmstate"] = ParameterTable.Parse("file!* str\nformat str\nimport-from str\nsize str\nversion enum v1.2 v2.0"),
        ["unused"] = ParameterTable.Parse("file!* str"),
        ["net"] = ParameterTable.Parse("""
            model!* enum e1000 e1000-82540em e1000-82544gc e1000-82545em e1000e i82551 i82557b i82559er ne2k_isa ne2k_pci pcnet rtl8139 virtio vmxnet3
            macaddr str mac
            bridge str /[-_.\w\d]+/
            firewall bool
            link_down bool
            mtu int 1..65520
            queues int 0..64
            rate num 0..
            tag int 1..4094
            trunks str
            @e1000,e1000-82540em,e1000-82544gc,e1000-82545em,e1000e,i82551,i82557b,i82559er,ne2k_isa,ne2k_pci,pcnet,rtl8139,virtio,vmxnet3 model macaddr
            """),
        ["ipconfig"] = ParameterTable.Parse("ip str ipv4-config\ngw str ipv4 requires=ip\nip6 str ipv6-config\ngw6 str ipv6 requires=ip6"),
        ["boot"] = ParameterTable.Parse("legacy* str /[acdn]{1,4}/\norder str boot-devices"),
        ["agent"] = ParameterTable.Parse("enabled!* bool\nfreeze-fs bool\nfreeze-fs-on-backup bool\nfstrim_cloned_disks bool\nguest-fsfreeze bool\ntype enum virtio isa"),
        ["memory"] = ParameterTable.Parse("current!* int 16.."),
        ["cpu"] = ParameterTable.Parse("cputype* str\nflags str\nguest-phys-bits int\nhidden bool\nhv-vendor-id str\nlevel int\nphys-bits str\nreported-model str"),
        ["cicustom"] = ParameterTable.Parse("meta str volume\nnetwork str volume\nuser str volume\nvendor str volume"),
        ["startup"] = ParameterTable.Parse("order* int 0..\nup int 0..\ndown int 0.."),
        ["smbios1"] = ParameterTable.Parse("uuid str /[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}/\nversion str\nserial str\nmanufacturer str\nproduct str\nsku str\nfamily str\nbase64 bool"),
        ["machine"] = ParameterTable.Parse("type* str\naw-bits int\nenable-s3 bool\nenable-s4 bool\nviommu enum intel virtio"),
        ["vga"] = ParameterTable.Parse("type* enum cirrus qxl qxl2 qxl3 qxl4 none serial0 serial1 serial2 serial3 std virtio virtio-gl vmware\nmemory int 4..512\nclipboard enum vnc"),
        ["audio"] = ParameterTable.Parse("device! enum ich9-intel-hda intel-hda AC97\ndriver enum spice none"),
        ["rng"] = ParameterTable.Parse("source!* enum /dev/urandom /dev/random /dev/hwrng\nmax_bytes int\nperiod int"),
        ["watchdog"] = ParameterTable.Parse("model* enum i6300esb ib700\naction enum reset shutdown poweroff pause debug none"),
        ["usb"] = ParameterTable.Parse("host* str\nmapping str\nusb3 bool"),
        ["hostpci"] = ParameterTable.Parse("host* str\ndevice-id str\ndriver str\nlegacy-igd bool\nmapping str\nmdev str\npcie bool\nrombar bool\nromfile str\nsub-device-id str\nsub-vendor-id str\nvendor-id str\nx-vga bool"),
        ["numa"] = ParameterTable.Parse("cpus! str\nhostnodes str\nmemory num 0..\npolicy enum preferred bind interleave"),
        ["ivshmem"] = ParameterTable.Parse("size! int 1..\nname str"),
        ["spice"] = ParameterTable.Parse("foldersharing bool\nvideostreaming enum off all filter"),
        ["virtiofs"] = ParameterTable.Parse("dirid!* str\ncache enum auto always metadata never\ndirect-io bool\nexpose-acl bool\nexpose-xattr bool"),
        ["sev"] = ParameterTable.Parse("type!* str\nallow-smt bool\nkernel-hashes bool\nno-debug bool\nno-key-sharing bool"),
        ["tdx"] = ParameterTable.Parse("type!* str\nattestation bool\nvsock-cid int\nvsock-port int"),
    };

    public static ParameterTable Find(string format) => s_tables[format];
}
