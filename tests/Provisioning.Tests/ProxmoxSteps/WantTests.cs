using Provisioning.Proxmox;
using Provisioning.Proxmox.Client;
using ServerOptions = Provisioning.Proxmox.Client.FirewallOptions;
using ServerRule = Provisioning.Proxmox.Client.FirewallRule;

namespace Provisioning.Tests.ProxmoxSteps;

public class WantTests
{
    private static readonly VmTools Tools = new(null!, null!, new ProxmoxTimes());

    private static readonly IpAssignment Address = new()
    {
        Address = "10.0.0.5", Family = IpFamily.IPv4, Pool = "p", Server = "s", ServiceId = 1, IsMain = true, PrefixLength = 24,
        Gateway = "10.0.0.1", Bridge = "vmbr7", Vlan = 30, DnsServers = ["10.0.0.2"],
    };

    private static VmConfig Config(params (string Key, string Value)[] lines) => new([.. lines.Select(l => new KeyValuePair<string, string>(l.Key, l.Value))]);

    private static VmWanted Wanted(VmPackage package, params IpAssignment[] addresses) => new()
    {
        Package = package, HostName = "web", Domain = "example.com", Addresses = addresses,
        Data = new VmData { Template = 9000, OsUser = "admin" }, PasswordSource = () => new SecretText("secret"),
    };

    private static string Says(ConfigChange change) => ConfigText.Describe(change);

    [Theory]
    [InlineData("2", "2048", null, null, "")]
    [InlineData("1", "2048", null, null, "cores=2")]
    [InlineData("2", "current=512", null, null, "memory=2048")]
    [InlineData("two", "lots", null, null, "cores=2, memory=2048")]
    [InlineData("2", "2048", "1", null, "no vcpus")]
    [InlineData("2", "2048", null, "4096", "balloon=2048")]
    public void Cores_and_memory(string cores, string memory, string? vcpus, string? balloon, string change)
    {
        var lines = new List<(string, string)> { ("cores", cores), ("memory", memory) };
        if (vcpus is not null) lines.Add(("vcpus", vcpus));
        if (balloon is not null) lines.Add(("balloon", balloon));
        Assert.Equal(change, Says(new SetCpuRam(Tools).Want(Config([.. lines]), Wanted(StepWorld.Small with { Cores = 2, MemoryMiB = 2048 }))));
    }

    [Theory]
    [InlineData("a:1,size=4G", "a:1,size=4G,mbps_rd=10.5")]
    [InlineData("a:1,mbps_rd=10.50,size=4G", null)]
    [InlineData("a:1,mbps_rd=10.5,mbps_rd_max=5,size=4G", "a:1,mbps_rd=10.5,size=4G")]
    [InlineData("a:1,mbps_rd=10.5,mbps_rd_max=50,bps_rd_max_length=3,size=4G", null)]
    [InlineData("a:1,mbps=99,iops_wr=5,discard=on,future=x,size=4G", "a:1,discard=on,future=x,size=4G,mbps_rd=10.5")]
    [InlineData("a:1,mbps_rd=junk,size=4G", "a:1,mbps_rd=10.5,size=4G")]
    public void Limits_of_a_disk_replace_the_templates_and_keep_the_rest(string line, string? becomes)
    {
        var change = new SetSystemDiskBandwidth(Tools).Want(Config(("scsi0", line), ("boot", "order=scsi0")), Wanted(StepWorld.Small with { SystemDisk = new VmDisk { ReadMBps = 10.5m } }));
        Assert.Equal(becomes is null ? "" : "scsi0=" + becomes, Says(change));
    }

    [Fact]
    public void The_additional_disk_takes_the_next_slot_of_the_same_bus_with_its_limits()
    {
        var package = StepWorld.Small with { AdditionalDisk = new VmDisk { SizeGiB = 5, WriteIops = 7 } };
        Assert.Equal("virtio2=fast:5,iops_wr=7", Says(new SetCreatedAdditionalDisk(Tools).Want(
            Config(("virtio0", "fast:1,size=1G"), ("virtio1", "none,media=cdrom"), ("boot", "order=virtio0")), Wanted(package))));
        Assert.Equal("", Says(new SetCreatedAdditionalDisk(Tools).Want(
            Config(("virtio0", "fast:1,size=1G"), ("scsi0", "fast:2,size=1G"), ("boot", "order=virtio0")), Wanted(package))));
    }

    [Theory]
    [InlineData("virtio=AA:00,bridge=vmbr0,queues=4", "virtio=AA:00,bridge=vmbr7,queues=4,tag=30,firewall=1")]
    [InlineData("virtio=AA:00,bridge=vmbr7,tag=30,firewall=1", null)]
    [InlineData("e1000=AA:00,bridge=vmbr7,tag=30,rate=5,firewall=1", "e1000=AA:00,bridge=vmbr7,tag=30,firewall=1")]
    [InlineData("model=virtio,macaddr=AA:00,bridge=vmbr0", "model=virtio,macaddr=AA:00,bridge=vmbr7,tag=30,firewall=1")]
    public void The_pool_decides_bridge_and_vlan(string line, string? becomes) =>
        Assert.Equal(becomes is null ? "" : "net0=" + becomes, Says(new SetNetwork(Tools).Want(Config(("net0", line)), Wanted(StepWorld.Small, Address))));

    [Fact]
    public void A_recorded_mac_and_another_model_replace_the_clones()
    {
        var wanted = Wanted(StepWorld.Small with { NetworkModel = NetworkModel.Vmxnet3, AutoBridgeVlan = false, Vlan = 0 }, Address);
        wanted = wanted with { Data = wanted.Data with { Mac = "BB:11" } };
        Assert.Equal("net0=vmxnet3=BB:11,bridge=vmbr0,mtu=1,firewall=1", Says(new SetNetwork(Tools).Want(Config(("net0", "virtio=AA:00,bridge=vmbr0,tag=5,mtu=1")), wanted)));
    }

    [Fact]
    public void Cloud_init_says_all_once_and_then_nothing()
    {
        var step = new SetCloudInit(Tools);
        var wanted = Wanted(StepWorld.Small with { SshKeys = [Keys.Ed25519] }, Address);
        var before = Config(("ide2", "a:cloudinit,media=cdrom"));
        var change = step.Want(before, wanted);
        Assert.Equal("name=web, ciuser=admin, cipassword, ipconfig0=ip=10.0.0.5/24,gw=10.0.0.1, nameserver=10.0.0.2, searchdomain=example.com, sshkeys", Says(change));
        Assert.DoesNotContain("secret", Says(change));
        var after = ConfigText.After(before, change);
        Assert.Equal("", Says(step.Want(after, wanted with { Data = wanted.Data with { PasswordApplied = 1 } })));
        Assert.Equal("cipassword", Says(step.Want(after, wanted)));
    }

    [Fact]
    public void With_dhcp_the_guest_is_told_to_ask_and_no_set_of_addresses_is_kept()
    {
        var wanted = Wanted(StepWorld.Small with { IPv4Count = 0, DhcpIPv4 = true, DhcpIPv6 = true });
        Assert.Contains("ipconfig0=ip=dhcp,ip6=dhcp", Says(new SetCloudInit(Tools).Want(Config(("ide2", "a:cloudinit")), wanted)));
        Assert.False(wanted.KeepsIpSet);
    }

    [Theory]
    [InlineData("size=4G", 8, "8G")]
    [InlineData("size=8192M", 8, null)]
    [InlineData("size=16G", 8, null)]
    [InlineData("size=2252M", 3, "3G")]
    [InlineData("size=4G", 0, null)]
    [InlineData("size=-4G", 8, "8G")]
    public void Sizes_are_compared_in_bytes(string size, int gib, string? grows) => Assert.Equal(grows,
        new SetSystemDiskSize(Tools).Want(Config(("scsi0", "a:1," + size)), Wanted(StepWorld.Small with { SystemDisk = new VmDisk { SizeGiB = gib } }))?.Size.ToString());

    [Fact]
    public void A_machine_without_boot_disk_is_refused() => Assert.Equal(ErrorIds.NoSystemDisk,
        Assert.Throws<ProvisioningException>(() => new SetSystemDiskSize(Tools).Want(Config(("ide2", "none,media=cdrom")), Wanted(StepWorld.Small with { SystemDisk = new VmDisk { SizeGiB = 5 } }))).Error.Id);

    [Fact]
    public void Only_switches_that_differ_are_set()
    {
        Assert.Null(FirewallWishes.Options(new ServerOptions { Enable = true, Dhcp = true, PolicyIn = "ACCEPT" }, new VmFirewall()));
        var change = FirewallWishes.Options(new ServerOptions { Digest = "d" }, new VmFirewall { LogIn = FirewallLogLevel.Info });
        Assert.Equal(new ServerOptions { Enable = true, Dhcp = true, PolicyIn = "ACCEPT", LogLevelIn = "info", Digest = "d" }, change);
    }

    [Fact]
    public void Missing_rules_end_up_in_the_packages_order_wherever_it_was_cut_short()
    {
        FirewallRule[] wanted = [.. new[] { "SSH", "HTTP", "DNS", "NTP" }.Select(macro => new FirewallRule { Action = FirewallAction.Accept, Macro = macro })];
        for (var present = 0; present < 16; present++)
        {
            var list = new List<ServerRule> { new() { Type = "in", Action = "DROP", Enable = true } };
            for (var i = 3; i >= 0; i--)
                if ((present & (1 << i)) != 0) list.Insert(0, new ServerRule { Type = "in", Action = "ACCEPT", Enable = true, Macro = wanted[i].Macro!.ToLowerInvariant(), LogLevel = "nolog", Comment = "edited" });
            for (var i = 0; i < list.Count; i++) list[i] = list[i] with { Position = i };
            foreach (var rule in FirewallWishes.Rules(list, wanted)) list.Insert(rule.Position ?? 0, rule);
            Assert.Equal(["SSH", "HTTP", "DNS", "NTP", null], list.Select(r => r.Macro?.ToUpperInvariant()));
        }
    }

    [Theory]
    [InlineData("10.0.0.5/32", "10.0.0.5")]
    [InlineData("2001:DB8:0::5/128", "2001:db8::5")]
    [InlineData("10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("dc/office", "dc/office")]
    public void Addresses_have_one_form(string cidr, string form) => Assert.Equal(form, FirewallWishes.Address(cidr));
}
