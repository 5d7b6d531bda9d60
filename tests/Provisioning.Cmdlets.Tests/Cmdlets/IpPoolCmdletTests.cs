using System.Management.Automation;
using PowerShellDouble;
using Provisioning.Commands;
using static Provisioning.Cmdlets.Tests.Cmdlets.CmdletAssert;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

public class IpPoolCmdletTests
{
    [Theory]
    [InlineData("203.0.113.0/24", IpFamily.IPv4, "203.0.113.1", "203.0.113.254", 24)]
    [InlineData("203.0.113.128/25", IpFamily.IPv4, "203.0.113.129", "203.0.113.254", 25)]
    [InlineData("10.0.0.0/8", IpFamily.IPv4, "10.0.0.1", "10.255.255.254", 8)]
    [InlineData("192.0.2.4/31", IpFamily.IPv4, "192.0.2.4", "192.0.2.5", 31)]
    [InlineData("192.0.2.4/32", IpFamily.IPv4, "192.0.2.4", "192.0.2.4", 32)]
    [InlineData("2001:db8:1::/64", IpFamily.IPv6, "2001:db8:1::1", "2001:db8:1:0:ffff:ffff:ffff:ffff", 64)]
    [InlineData("2001:db8::4/127", IpFamily.IPv6, "2001:db8::4", "2001:db8::5", 127)]
    public void A_network_gives_range_and_prefix(string cidr, IpFamily family, string start, string stop, int prefix)
    {
        FakeHost.Installed();
        var pool = New(new { Name = "a", Server = "pve1", Cidr = cidr, Gateway = "x" });
        Assert.Equal((family, start, stop, prefix), (pool.Family, pool.Start, pool.Stop, pool.PrefixLength));
    }

    [Fact]
    public void A_range_within_a_network_is_narrower()
    {
        FakeHost.Installed();
        var pool = New(new { Name = "a", Server = "pve1", Cidr = "203.0.113.0/24", Start = "203.0.113.100", Gateway = "203.0.113.1", Vlan = 7, DnsServer = "192.0.2.53", Exclude = new[] { "203.0.113.101" } });

        Assert.Equal(("203.0.113.100", "203.0.113.254", 7, "vmbr0"), (pool.Start, pool.Stop, pool.Vlan, pool.Bridge));
        Assert.Equal(["192.0.2.53"], pool.DnsServers);
        Assert.Equal(["203.0.113.101"], pool.Excluded);
    }

    [Fact]
    public void A_range_does_without_a_network()
    {
        FakeHost.Installed();
        var pool = New(new { Name = "a", Server = "pve1", Start = "2001:db8::10", Stop = "2001:db8::20", PrefixLength = 64, Gateway = "2001:db8::1" });
        Assert.Equal((IpFamily.IPv6, "2001:db8::10", "2001:db8::20", 64), (pool.Family, pool.Start, pool.Stop, pool.PrefixLength));
    }

    [Theory]
    [InlineData("203.0.113.7/24")]
    [InlineData("203.0.113.0")]
    [InlineData("all/8")]
    public void What_is_no_network_is_an_error_of_that_pool(string cidr)
    {
        FakeHost.Installed();
        var result = Pipeline.From(Row(new { Name = "bad", Server = "pve1", Cidr = cidr, Gateway = "x" }), Row(new { Name = "good", Server = "pve1", Cidr = "192.0.2.0/24", Gateway = "192.0.2.1" })).To<NewIpPoolCommand>().Run();

        Assert.Equal(["good"], result.OutputOf<IpPool>().Select(p => p.Name));
        Failed<NewIpPoolCommand>(result, ErrorIds.InvalidValue, ErrorCategory.InvalidArgument, "bad");
    }

    [Fact]
    public void Get_narrows_by_server_and_version()
    {
        var host = FakeHost.Installed().WithPools("blue", "green");
        host.PoolTable[1] = host.PoolTable[1] with { Family = IpFamily.IPv6 };

        Assert.Equal(["green"], Pipeline.Of<GetIpPoolCommand>(new { Family = "IPv6" }).Run().OrThrow().OutputOf<IpPool>().Select(p => p.Name));
        Assert.Empty(Pipeline.Of<GetIpPoolCommand>(new { Server = "pve2" }).Run().OrThrow().Output);
    }

    [Fact]
    public void Set_changes_what_was_named_and_nothing_else()
    {
        var host = FakeHost.Installed().WithPools("blue");
        var before = host.PoolTable[0];
        Pipeline.Of<SetIpPoolCommand>(new { Name = "blue", Stop = "192.0.2.99", Vlan = 5 }).Run().OrThrow();
        Assert.Equal(before with { Stop = "192.0.2.99", Vlan = 5 }, host.PoolTable[0]);
    }

    [Fact]
    public void Remove_passes_on_what_it_removed()
    {
        var host = FakeHost.Installed().WithPools("blue");
        var result = Pipeline.Of<RemoveIpPoolCommand>(new { Name = "blue", Confirm = false, PassThru = true }).Run().OrThrow();
        Assert.Equal("blue", result.OutputOf<IpPool>().Single().Name);
        Assert.Empty(host.PoolTable);
    }

    [Fact]
    public void Assignments_are_found_by_address_pool_and_service()
    {
        var host = FakeHost.Installed().WithServices("web");
        host.AssignmentTable.Add(new() { Address = "192.0.2.10", Family = IpFamily.IPv4, Pool = "blue", Server = "pve1", ServiceId = 1 });
        host.AssignmentTable.Add(new() { Address = "192.0.2.11", Family = IpFamily.IPv4, Pool = "blue", Server = "pve1", ServiceId = 2 });

        Assert.Equal(2, Pipeline.Of<GetIpAssignmentCommand>(new { Pool = "blue" }).Run().OrThrow().Output.Count);
        Assert.Equal([2L], Pipeline.Of<GetIpAssignmentCommand>(new { Address = "192.0.2.11" }).Run().OrThrow().OutputOf<IpAssignment>().Select(a => a.ServiceId));
        Assert.Equal(["192.0.2.10"], Pipeline.From(host.ServiceTable[0]).To<GetIpAssignmentCommand>().Run().OrThrow().OutputOf<IpAssignment>().Select(a => a.Address));
        Assert.Contains("Pools.Assignments    True", Run(host, new { IncludeReleased = true }).Calls);

        static FakeHost Run(FakeHost host, object parameters)
        {
            Pipeline.Of<GetIpAssignmentCommand>(parameters).Run().OrThrow();
            return host;
        }
    }

    private static IpPool New(object parameters) => Pipeline.Of<NewIpPoolCommand>(parameters).Run().OrThrow().OutputOf<IpPool>()[0];
}
