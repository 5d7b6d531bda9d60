using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Proxmox;

namespace Provisioning.Tests.ProxmoxSteps;

public class OrderTests
{
    [Fact]
    public void A_thousand_orders_cost_two_calls()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Full with { IPv6Count = 0, IPv4Count = 0 });
        var prepared = world.Prepare([.. Enumerable.Range(0, 1000).Select(_ => StepWorld.Order("full"))]);
        Assert.All(prepared, p => Assert.Null(p.Error));
        Assert.Equal(2, world.Lab.RequestLog.Count);
        Assert.All(prepared.GroupBy(p => p.Draft!.Node), node => Assert.InRange(node.Count(), 330, 337));
    }

    [Fact]
    public void A_server_out_of_reach_takes_orders_unchecked_and_the_clone_checks_them()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Small);
        foreach (var node in world.Lab.Scenario.Nodes) world.Lab.SetNodeOnline(node.Name, false);
        var id = world.Submit(StepWorld.Order("small"));
        Assert.True(world.Row(id).Unchecked);
        foreach (var node in world.Lab.Scenario.Nodes) world.Lab.SetNodeOnline(node.Name, true);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        world.TickFor(TimeSpan.FromMinutes(30));

        world.AssertReady(id);
        Assert.False(world.Row(id).Unchecked);
    }

    [Theory]
    [InlineData(ErrorIds.ClientNotFound)]
    [InlineData(ErrorIds.PackageNotFound)]
    [InlineData(ErrorIds.ServerNotFound)]
    [InlineData(ErrorIds.UnknownOption)]
    [InlineData(ErrorIds.TemplateNotFound)]
    [InlineData(ErrorIds.NotATemplate)]
    [InlineData(ErrorIds.NoUsableNode)]
    [InlineData(ErrorIds.InvalidValue)]
    [InlineData(ErrorIds.ContradictoryValues)]
    public void A_bad_order_is_refused_at_the_door(string id)
    {
        using var world = new StepWorld(change: s => s.Vms.Add(new ScenarioVm { Vmid = 555, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "plain" } }));
        world.Packages.Create(StepWorld.Small);
        var good = StepWorld.Order("small");
        var bad = id switch
        {
            ErrorIds.ClientNotFound => good with { Client = "nobody" },
            ErrorIds.PackageNotFound => good with { Package = "nothing" },
            ErrorIds.ServerNotFound => good with { Server = "nowhere" },
            ErrorIds.UnknownOption => StepWorld.Order("small", ("Colour", "1")),
            ErrorIds.TemplateNotFound => good with { OsTemplate = 9999 },
            ErrorIds.NotATemplate => good with { OsTemplate = 555 },
            ErrorIds.NoUsableNode => good with { TargetNode = "pve9" },
            ErrorIds.InvalidValue => good with { HostName = "-web" },
            _ => good with { ClientId = world.Store.Write(Durability.Normal, w => w.AddClient(new ProvisioningClient { UserName = "bert" })) },
        };
        Assert.Equal(id, world.Refused(bad).Id);
    }

    [Fact]
    public void A_node_that_the_templates_local_disk_cannot_reach_is_refused_and_the_templates_own_is_taken_by_itself()
    {
        using var world = new StepWorld(change: s => s.Vm(9000).Config["scsi0"] = "local:9000/base-9000-disk-0.qcow2,size=2G");
        world.Packages.Create(StepWorld.Small);
        Assert.Contains("local to 'pve1'", world.Refused(StepWorld.Order("small") with { TargetNode = "pve2" }).Message);
        Assert.Equal("pve1", world.Row(world.Submit(StepWorld.Order("small"))).Node);
    }

    [Fact]
    public void Addresses_of_both_versions_come_from_one_bridge_and_vlan()
    {
        using var world = new StepWorld();
        world.Store.Write(Durability.Normal, w => w.AddPool(new IpPool
        {
            Name = "a-first", Server = StepWorld.ServerName, Family = IpFamily.IPv4, Start = "10.9.0.10", Stop = "10.9.0.20", PrefixLength = 24, Gateway = "10.9.0.1", Bridge = "vmbr9", Vlan = 9,
        }));
        world.Packages.Create(StepWorld.Full);
        Assert.Equal(["10.0.0.10", "2001:db8::10"], world.Service(world.Submit(StepWorld.Order("full"))).IpAddresses);
    }

    [Fact]
    public void Options_zero_included_reach_the_machine()
    {
        using var world = new StepWorld();
        var id = world.Deploy(StepWorld.Full, StepWorld.Order("full", (VmOption.CpuCores, "2"), (VmOption.AdditionalDisk, "0"), (VmOption.NetworkBandwidth, "0"), ("RAM|Memory", "1"), (VmOption.IPv6Addresses, "0")) with { OsUser = "root", HostName = "web", Domain = "example.net" });

        world.AssertReady(id);
        var vm = world.Vm(id);
        Assert.Equal(("web", "1024", "root", "example.net"), (vm.Name, vm.Config["memory"], vm.Config["ciuser"], vm.Config["searchdomain"]));
        Assert.DoesNotContain("scsi1", vm.Config.Keys);
        Assert.DoesNotContain("rate=", vm.Config["net0"]);
        Assert.Equal("ip=10.0.0.10/24,gw=10.0.0.1", vm.Config["ipconfig0"]);
    }

    [Fact]
    public void Packages_survive_their_storage_and_are_kept_while_used()
    {
        using var world = new StepWorld();
        var made = world.Packages.Create(StepWorld.Full);
        var kept = world.Packages.Get("FULL");
        Assert.Equal(made.Firewall.Rules, kept.Firewall.Rules);
        Assert.Equal(made with { Firewall = kept.Firewall, SshKeys = kept.SshKeys }, kept);
        Assert.Equal("full", Assert.Single(world.Packages.Find("f?l*")).Name);
        world.Submit(StepWorld.Order("full"));
        var inUse = Assert.Throws<ProvisioningException>(() => world.Packages.Remove("full")).Error;
        Assert.Equal((ErrorIds.PackageInUse, ErrorKind.Busy), (inUse.Id, inUse.Kind));
        Assert.Equal(ErrorIds.PackageExists, Assert.Throws<ProvisioningException>(() => world.Packages.Create(StepWorld.Full)).Error.Id);
    }

    [Fact]
    public void A_server_check_names_what_a_token_may_not_do()
    {
        using var world = new StepWorld(change: s =>
        {
            s.Users.Add(new ScenarioUser { Id = "bot@pve", Password = "x" });
            s.Tokens.Add(new ScenarioToken { Id = "bot@pve!t", Secret = "5ec2e700-0000-4000-8000-000000000000" });
            s.Acl.Add(new ScenarioAcl { Path = "/", Who = "bot@pve", Role = "PVEAuditor" });
        });
        var check = new ProxmoxServerCheck(world.Servers, world.Clock);
        var server = world.Store.Read(r => r.Server(StepWorld.ServerName))!;
        var full = world.Clock.Run(() => check.CheckAsync(server, new SecretText(world.Lab.Scenario.Tokens[0].Secret), CancellationToken.None));
        Assert.True(full.Success, full.Problems.FirstOrDefault()?.Message);
        Assert.Equal(["pve1", "pve2", "pve3"], full.OnlineNodes);
        var poor = world.Clock.Run(() => check.CheckAsync(server with { UserName = "bot@pve!t" }, new SecretText("5ec2e700-0000-4000-8000-000000000000"), CancellationToken.None));
        Assert.Equal(ErrorIds.PrivilegeMissing, Assert.Single(poor.Problems).Id);
        Assert.Contains("/vms: VM.Clone", poor.MissingPrivileges);
        Assert.DoesNotContain("/vms: VM.Audit", poor.MissingPrivileges);
    }
}
