using Provisioning.Proxmox.Client;

namespace Provisioning.Tests.ProxmoxClient;

public sealed class ValueTests
{
    [Fact]
    public void A_upid_says_node_time_kind_object_and_user()
    {
        var upid = Upid.Parse("UPID:pve1:00002554:00053D69:6B01D371:qmdestroy:8101:root@pam!full:");
        Assert.Equal(("pve1", 0x2554u, 0x53D69ul, "qmdestroy", "8101", "root@pam!full"), (upid.Node, upid.Pid, upid.ProcessStart, upid.Type, upid.Id, upid.User));
        Assert.Equal(1795281777, upid.StartedAt.ToUnixTimeSeconds());
        Assert.Equal(upid, Upid.Parse(upid.ToString()));
        Assert.Equal("8101@local", Upid.Parse("UPID:pve1:0000252D:00053CF1:6B01D36F:imgdel:8101@local:root@pam!full:").Id);
        Assert.Equal("", Upid.Parse("UPID:n:00000001:00000001:00000001:startall::root@pam:").Id);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("UPID"), InlineData("UPID:::::::::"), InlineData("UPID:pve1:00002554:00053D69:6B01D371:qmdestroy:8101:root@pam")]
    [InlineData("UPID:../..:00002554:00053D69:6B01D371:qmdestroy:8101:root@pam:"), InlineData("UPID:pve1:-0002554:00053D69:6B01D371:q:8101:root@pam:")]
    [InlineData("UPID:pve1:00002554:00053D69:6B01D371:q\n:8101:root@pam:"), InlineData("UPID:pve1:00002554:00053D69:6B01D371::8101:root@pam:")]
    [InlineData("UPID:pve1:00002554:00053D69:6B01D371:q:8101:root@pam::"), InlineData(" UPID:pve1:00002554:00053D69:6B01D371:q:8101:root@pam:")]
    [InlineData("UPID:pve1:00002554:00000000000053D69:6B01D371:q:8101:root@pam:")]
    public void What_is_not_a_upid_is_none(string? text)
    {
        Assert.False(Upid.TryParse(text, out _));
        Assert.Equal(ErrorIds.BadReply, Assert.Throws<ProvisioningException>(() => Upid.Parse(text)).Error.Id);
    }

    [Fact]
    public void A_mangled_upid_never_throws_anything_else()
    {
        var random = new Random(1);
        const string good = "UPID:pve1:00002554:00053D69:6B01D371:qmdestroy:8101:root@pam!full:";
        for (var i = 0; i < 5000; i++)
        {
            var text = Mangle(good, random);
            if (Upid.TryParse(text, out var upid)) Assert.Equal(text, upid!.ToString());
        }
    }

    [Theory]
    [InlineData("2G", 2147483648), InlineData("512M", 536870912), InlineData("1.5T", 1649267441664), InlineData("4096", 4096), InlineData("528K", 540672), InlineData("0", 0)]
    public void Sizes_are_powers_of_1024(string text, long bytes)
    {
        Assert.True(DiskSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData(""), InlineData("G"), InlineData("-1G"), InlineData("1 G"), InlineData("1g"), InlineData("1,5G"), InlineData(".5G"), InlineData("1.G")]
    [InlineData("9999999999T"), InlineData("1e9"), InlineData("+1G"), InlineData("99999999999999999999999999999999999"), InlineData(null)]
    public void Anything_else_is_no_size(string? text) => Assert.False(DiskSize.TryParse(text, out _));

    [Fact]
    public void A_written_size_reads_as_the_same()
    {
        var random = new Random(2);
        for (var i = 0; i < 5000; i++)
        {
            var size = new DiskSize(random.NextInt64(long.MaxValue) >> random.Next(63) << random.Next(0, 11));
            if (size.Bytes < 0) continue;
            Assert.True(DiskSize.TryParse(size.ToString(), out var again), size.ToString());
            Assert.Equal(size, again);
        }
        Assert.Equal("32G", DiskSize.FromGiB(32).ToString());
        Assert.Equal("1025", new DiskSize(1025).ToString());
    }

    [Fact]
    public void A_property_string_keeps_order_and_what_it_does_not_know()
    {
        const string text = "local:8900/base.qcow2/8101/vm.qcow2,futurekey=1,cache=none,size=1G";
        var drive = PropertyString.Parse(text);
        Assert.Equal(text, drive.ToString());
        Assert.Equal("local:8900/base.qcow2/8101/vm.qcow2", drive.Unnamed);
        Assert.Equal("local:8900/base.qcow2/8101/vm.qcow2,futurekey=1,cache=unsafe,size=1G,ssd=1", drive.With("cache", "unsafe").With("ssd", "1").ToString());
        Assert.Equal("futurekey=1,size=1G", drive.Without("cache").With("", null).ToString());
    }

    [Fact]
    public void Any_text_reads_as_a_property_string_and_settles()
    {
        var random = new Random(3);
        for (var i = 0; i < 5000; i++)
        {
            var once = PropertyString.Parse(Mangle("local:1/x,a=b,c=d=e,,size=1G", random));
            Assert.Equal(once, PropertyString.Parse(once.ToString()));
        }
    }

    [Theory]
    [InlineData("a", "x,y"), InlineData("a", "x\ny"), InlineData("a,b", "x"), InlineData("a=b", "x"), InlineData("", "a=b"), InlineData("a", ""), InlineData("a", " x")]
    public void What_would_break_a_property_string_is_refused(string key, string value) =>
        Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => PropertyString.Empty.With(key, value)).Error.Id);

    [Theory]
    [InlineData("local:8900/vm-8900-disk-0.qcow2,size=1G", true, false, "local"), InlineData("local:8101/vm-8101-cloudinit.qcow2,media=cdrom,size=4M", false, true, "local")]
    [InlineData("zfs:vm-100-cloudinit,media=cdrom", false, true, "zfs"), InlineData("local:cloudinit", false, true, "local"), InlineData("none,media=cdrom", false, false, null)]
    [InlineData("local:iso/debian.iso,media=cdrom", false, false, "local"), InlineData("/dev/sdb,size=10G", true, false, null), InlineData("file=lvm:vm-1-disk-0,size=1T", true, false, "lvm")]
    [InlineData("local:100/vm-100-my-cloudinit-lab.qcow2", false, true, "local"), InlineData("local:100/cloudinit-lab.qcow2", true, false, "local"), InlineData("", false, false, null)]
    public void A_drive_knows_what_it_is(string line, bool disk, bool cloudInit, string? storage)
    {
        var drive = DriveSpec.Parse("scsi0", line);
        Assert.Equal((disk, cloudInit, storage), (drive.IsDisk, drive.IsCloudInit, drive.Storage));
    }

    [Fact]
    public void A_card_changes_without_losing_its_address()
    {
        var net = NetSpec.Parse("net0", "virtio=BC:24:11:83:87:6B,bridge=vmbr0,firewall=1,queues=4");
        Assert.Equal(("virtio", "BC:24:11:83:87:6B", "vmbr0", true), (net.Model, net.Mac, net.Bridge, net.Firewall));
        Assert.Equal("virtio=BC:24:11:83:87:6B,bridge=vmbr7,queues=4,tag=42,rate=12.5", net.WithBridge("vmbr7").WithVlan(42).WithRate(12.5m).WithFirewall(false).ToString());
        Assert.Equal(12.5m, net.WithRate(12.5m).RateMBps);
        Assert.Equal("virtio,bridge=vmbr0", NetSpec.New("net0", "vmbr0").ToString());
        Assert.Equal(("e1000", "AA:BB:CC:DD:EE:FF"), (NetSpec.Parse("net0", "model=e1000,macaddr=AA:BB:CC:DD:EE:FF").Model, NetSpec.Parse("net0", "model=e1000,macaddr=AA:BB:CC:DD:EE:FF").Mac));
    }

    [Fact]
    public void Ssh_keys_are_encoded_with_percent_20_and_come_back()
    {
        const string key = "ssh-ed25519 AAAA+C3/z== a@b c;d&e";
        Assert.Equal("ssh-ed25519%20AAAA%2BC3%2Fz%3D%3D%20a%40b%20c%3Bd%26e%0A", SshKeys.Encode([key]));
        Assert.Equal([key, "ssh-rsa x"], SshKeys.Decode(SshKeys.Encode([key + "\r\n", "\nssh-rsa x\n"])));
        Assert.Equal("", SshKeys.Encode([" \n"]));
    }

    [Fact]
    public void An_address_line_needs_an_address_for_its_gateway()
    {
        Assert.Equal("ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto", new IpConfig { Ip = "10.0.0.5/24", Gateway = "10.0.0.1", Ip6 = "auto" }.ToString());
        Assert.Equal(new IpConfig { Ip = "dhcp" }, IpConfig.Parse("ip=dhcp"));
        Assert.Throws<ProvisioningException>(() => new IpConfig { Gateway6 = "fe80::1" }.ToString());
    }

    internal static string Mangle(string text, Random random)
    {
        var chars = text.ToList();
        for (var n = random.Next(1, 6); n > 0 && chars.Count > 0; n--)
        {
            var at = random.Next(chars.Count);
            switch (random.Next(4))
            {
                case 0: chars.RemoveAt(at); break;
                case 1: chars[at] = (char)random.Next(0, 0x180); break;
                case 2: chars.Insert(at, ":,=\n;\"{}[]\u0000\ud800"[random.Next(12)]); break;
                default: chars.RemoveRange(at, Math.Min(chars.Count - at, random.Next(8))); break;
            }
        }
        return new string([.. chars]);
    }
}
