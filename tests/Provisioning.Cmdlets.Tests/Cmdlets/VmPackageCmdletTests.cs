using System.Collections;
using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class VmPackageCmdletTests
{
    [Fact]
    public void What_is_not_named_has_the_packages_defaults()
    {
        FakeHost.Installed();
        Assert.Equal(new VmPackage { Name = "small" }, New(new { Name = "small" }));
    }

    [Fact]
    public void Every_parameter_reaches_its_value()
    {
        FakeHost.Installed();
        var package = New(new
        {
            Name = "big", Server = "pve1", TargetNode = "n1", OsTemplate = 9000, CloneType = "Full", Cores = "8", MemoryGB = 0.5, Backups = 3, Snapshots = 2,
            NameRule = "vm-{service_id}", MainDomain = "example.net", FirstVmId = 5000, OsUser = "debian", SshPublicKey = new[] { "ssh-ed25519 A" },
            SystemDiskGB = 40, SystemDiskStorage = "ceph", SystemDiskReadMBps = 200.5, SystemDiskWriteMBps = 100, SystemDiskReadIops = 5000, SystemDiskWriteIops = 4000,
            AdditionalDiskGB = 100, AdditionalDiskStorage = "hdd", AdditionalDiskReadMBps = 1, AdditionalDiskWriteMBps = 2, AdditionalDiskReadIops = 3, AdditionalDiskWriteIops = 4,
            NetworkModel = "VirtIO", NetworkMBps = 12.5, Bridge = "vmbr1", Vlan = 40, AutoBridgeVlan = false, IPv4Count = 2, IPv6Count = 1, DhcpIPv4 = true, DhcpIPv6 = true,
            Firewall = false, FirewallPolicyIn = "Drop", FirewallPolicyOut = "Reject", FirewallLogIn = "Info", FirewallLogOut = "Warning", FirewallDhcp = false, FirewallNdp = false,
            FirewallRouterAdvertisement = true, FirewallMacFilter = false, FirewallIpFilter = true, AntiSpoofing = false, FirewallRule = "in accept tcp 22",
        });

        Assert.Equal(
            new VmPackage
            {
                Name = "big", Server = "pve1", TargetNode = "n1", OsTemplate = 9000, CloneType = CloneType.Full, Cores = 8, MemoryMiB = 512, Backups = 3, Snapshots = 2,
                NameRule = "vm-{service_id}", MainDomain = "example.net", FirstVmId = 5000, OsUser = "debian", SshKeys = package.SshKeys,
                SystemDisk = new() { SizeGiB = 40, Storage = "ceph", ReadMBps = 200.5m, WriteMBps = 100, ReadIops = 5000, WriteIops = 4000 },
                AdditionalDisk = new() { SizeGiB = 100, Storage = "hdd", ReadMBps = 1, WriteMBps = 2, ReadIops = 3, WriteIops = 4 },
                NetworkModel = NetworkModel.VirtIO, NetworkMBps = 12.5m, Bridge = "vmbr1", Vlan = 40, AutoBridgeVlan = false, IPv4Count = 2, IPv6Count = 1, DhcpIPv4 = true, DhcpIPv6 = true,
                Firewall = new()
                {
                    Enabled = false, PolicyIn = FirewallAction.Drop, PolicyOut = FirewallAction.Reject, LogIn = FirewallLogLevel.Info, LogOut = FirewallLogLevel.Warning, Dhcp = false, Ndp = false,
                    RouterAdvertisement = true, MacFilter = false, IpFilter = true, AntiSpoofing = false, Rules = package.Firewall.Rules,
                },
            },
            package);
        Assert.Equal(["ssh-ed25519 A"], package.SshKeys);
        Assert.Equal([new FirewallRule { Protocol = "tcp", DestinationPort = "22" }], package.Firewall.Rules);
    }

    [Fact]
    public void Set_changes_what_was_named_and_nothing_else()
    {
        var host = FakeHost.Installed().WithPackages("a", "b");
        var before = host.PackageTable.ToList();
        var result = Pipeline.From("a", "b").To<SetVmPackageCommand>(new { Cores = 6, SystemDiskGB = 80, Firewall = false }).Run().OrThrow();

        Assert.Empty(result.Output);
        Assert.Equal(
            before.Select(p => p with { Cores = 6, SystemDisk = p.SystemDisk with { SizeGiB = 80 }, Firewall = p.Firewall with { Enabled = false } }),
            host.PackageTable);
    }

    [Fact]
    public void Piped_packages_keep_their_values()
    {
        var host = FakeHost.Installed().WithPackages("a");
        var before = host.PackageTable[0];
        Pipeline.Of<GetVmPackageCommand>().To<SetVmPackageCommand>(new { Cores = 6 }).Run().OrThrow();

        Assert.Equal(before with { Cores = 6 }, host.PackageTable[0]);
    }

    [Fact]
    public void A_package_may_begin_as_another()
    {
        FakeHost.Installed().WithPackages("small");
        var package = New(new { Name = "more", BasedOn = "small", Cores = 4 });

        Assert.Equal(("more", 4, 2048, 9000), (package.Name, package.Cores, package.MemoryMiB, package.OsTemplate));
    }

    [Theory]
    [InlineData("Vlan", 4095)]
    [InlineData("FirstVmId", 99)]
    [InlineData("Cores", 0)]
    [InlineData("MemoryGB", 0)]
    [InlineData("SystemDiskGB", -1)]
    [InlineData("Bridge", "a b")]
    public void What_is_out_of_bounds_stays_at_the_door(string name, object value)
    {
        var host = FakeHost.Installed();
        var result = Pipeline.Of<NewVmPackageCommand>(new Dictionary<string, object?> { ["Name"] = "a", [name] = value }).Run();

        Assert.StartsWith("ParameterArgumentValidationError,", result.TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(host.Calls);
    }

    [Theory]
    [InlineData("in accept tcp 22")]
    [InlineData("IN  Accept TCP 80,443 from 10.0.0.0/8 to 192.0.2.1 sport 1024:65535 log Info disabled # web, admins")]
    [InlineData("out drop")]
    [InlineData("in accept macro Ping from +trusted")]
    public void A_rule_is_a_line(string line)
    {
        FakeHost.Installed();
        var rule = Assert.Single(New(new { Name = "a", FirewallRule = line }).Firewall.Rules);
        FirewallRule expected = line switch
        {
            "in accept tcp 22" => new() { Protocol = "tcp", DestinationPort = "22" },
            "out drop" => new() { Direction = FirewallDirection.Out, Action = FirewallAction.Drop },
            "in accept macro Ping from +trusted" => new() { Macro = "Ping", Source = "+trusted" },
            _ => new()
            {
                Protocol = "tcp", DestinationPort = "80,443", Source = "10.0.0.0/8", Destination = "192.0.2.1", SourcePort = "1024:65535",
                Log = FirewallLogLevel.Info, Enabled = false, Comment = "web, admins",
            },
        };
        Assert.Equal(expected, rule);
    }

    [Fact]
    public void A_rule_is_a_table_or_an_object_and_all_go_together()
    {
        FakeHost.Installed();
        var known = new FirewallRule { Protocol = "icmp" };
        var table = new Hashtable { ["direction"] = "Out", ["Action"] = "Reject", ["Protocol"] = "udp", ["DestinationPort"] = 53 };
        // A case-insensitive table is what @{} makes.
        var rules = New(new { Name = "a", FirewallRule = new object[] { "in drop tcp 25", new Hashtable(table, StringComparer.OrdinalIgnoreCase), known } }).Firewall.Rules;

        Assert.Equal(
            [
                new() { Action = FirewallAction.Drop, Protocol = "tcp", DestinationPort = "25" },
                new() { Direction = FirewallDirection.Out, Action = FirewallAction.Reject, Protocol = "udp", DestinationPort = "53" },
                known,
            ],
            rules);
    }

    [Theory]
    [InlineData("accept tcp 22")]
    [InlineData("in allow tcp 22")]
    [InlineData("in 1 tcp 22")]
    [InlineData("in accept tcp 22 what")]
    [InlineData("in accept tcp 22 from")]
    public void What_is_no_rule_ends_it_and_shows_the_form(string line)
    {
        FakeHost.Installed();
        var result = Pipeline.Of<NewVmPackageCommand>(new { Name = "a", FirewallRule = line }).Run();
        Assert.Contains("in|out accept|drop|reject", result.TerminatingError?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_of_three_fails_and_the_others_are_entered()
    {
        var host = FakeHost.Installed();
        host.Faults["VmPackages.Create b"] = new(ErrorIds.PackageExists, ErrorKind.Conflict, "There is one.", "b");
        var result = Pipeline.From(Row(new { Name = "a", Cores = "2" }), Row(new { Name = "b", Cores = "4" }), Row(new { Name = "c", OsUser = "" })).To<NewVmPackageCommand>().Run();

        Assert.Equal(["a", "c"], result.OutputOf<VmPackage>().Select(p => p.Name));
        Assert.Equal(2, result.OutputOf<VmPackage>()[0].Cores);
        Failed<NewVmPackageCommand>(result, ErrorIds.PackageExists, ErrorCategory.ResourceExists, "b");
    }

    [Fact]
    public void Remove_forgets()
    {
        var host = FakeHost.Installed().WithPackages("a", "b");
        host.Faults["VmPackages.Remove a"] = new(ErrorIds.PackageInUse, ErrorKind.Busy, "In use.", "a");
        var result = Pipeline.Of<RemoveVmPackageCommand>(new { Name = new[] { "a", "b" }, Confirm = false }).Run();

        Assert.Equal(["a"], host.PackageTable.Select(p => p.Name));
        Failed<RemoveVmPackageCommand>(result, ErrorIds.PackageInUse, ErrorCategory.ResourceBusy, "a");
    }

    private static VmPackage New(object parameters) => Pipeline.Of<NewVmPackageCommand>(parameters).Run().OrThrow().OutputOf<VmPackage>()[0];
}
