using Provisioning.Proxmox.Client;

namespace Provisioning.Tests.ProxmoxClient;

public sealed class VmConfigTests
{
    private static VmConfig Config(params string[] lines) =>
        new([.. lines.Select(line => new KeyValuePair<string, string>(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()))]);

    [Fact]
    public void Numbers_come_as_numbers_or_text_and_unknown_keys_stay()
    {
        using var rig = new PveRig();
        rig.Handler.Data("""{"cores":2,"memory":"2048","kvm":0,"template":1,"newkey":1.5,"nested":{"a":1},"name":"x","lock":"backup","digest":"abc","net0":"virtio=AA:BB:CC:DD:EE:FF,bridge=vmbr0"}""");
        var config = rig.Run(rig.Api.GetConfigAsync(PveRig.Vm, default));
        Assert.Equal((2, 2048, true, "x", "backup", "abc"), (config.Cores, config.MemoryMiB, config.IsTemplate, config.Name, config.Lock, config.Digest));
        Assert.Equal("1.5", config["newkey"]);
        Assert.Null(config["nested"]);
        Assert.Equal(["cores", "memory", "kvm", "template", "newkey", "name", "lock", "digest", "net0"], config.Lines.Select(line => line.Key));
        Assert.Equal("vmbr0", config.Net(0)!.Bridge);
        Assert.Equal("/api2/json/nodes/pve1/qemu/101/config", rig.Last.PathAndQuery);
    }

    [Theory]
    [InlineData("current=4096", 4096), InlineData("4096,future=1", 4096), InlineData("nonsense", 512), InlineData("", 512)]
    public void Memory_may_be_a_property_string(string memory, int mib) => Assert.Equal(mib, Config("memory: " + memory).MemoryMiB);

    [Theory]
    [InlineData("scsi0", "boot: order=scsi0", "scsi0: a:1", "scsi1: a:2")]
    [InlineData("scsi1", "boot: order=ide2;net0;scsi1;scsi0", "scsi0: a:1", "scsi1: a:2", "ide2: none,media=cdrom")]
    [InlineData("virtio0", "boot: order=ide2", "virtio0: a:1", "ide2: a:cloudinit,media=cdrom")]
    [InlineData(null, "boot: order=net0", "virtio0: a:1", "virtio1: a:2")]
    [InlineData("sata1", "boot: order=ide2;sata1", "scsi0: a:1", "ide2: l:101/vm-101-cloudinit.qcow2,media=cdrom", "sata1: a:2")]
    [InlineData("virtio1", "bootdisk: virtio1", "boot: cdn", "virtio0: a:1", "virtio1: a:2")]
    [InlineData("scsi2", "bootdisk: gone", "sata0: a:1", "scsi10: a:2", "scsi2: a:3", "ide2: none,media=cdrom")]
    [InlineData("ide0", "virtio0: a:1", "ide0: a:2")]
    [InlineData(null, "ide2: none,media=cdrom")]
    [InlineData(null, "boot: order=scsi9", "unused0: a:1")]
    public void The_system_disk_is_found_as_the_server_would_boot(string? slot, params string[] lines) => Assert.Equal(slot, Config(lines).SystemDisk?.Slot);

    [Fact]
    public void The_cloud_init_drive_is_found() => Assert.Equal("ide2", Config("scsi0: a:1", "ide2: l:101/vm-101-cloudinit.qcow2,media=cdrom").CloudInitDrive?.Slot);

    [Fact]
    public void Setting_to_nothing_removes_and_the_last_word_counts()
    {
        var change = new ConfigChange().Set("name", "a").Set("name", "b").Set("tags", "").Delete("ciuser").Set("ciuser", "u").Set("onboot", true);
        Assert.Equal([new("name", "b"), new("ciuser", "u"), new("onboot", "1")], change.Sets);
        Assert.Equal(["tags"], change.Deletes);
        Assert.True(new ConfigChange().IsEmpty);
    }
}
