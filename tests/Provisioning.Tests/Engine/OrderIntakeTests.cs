using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

public sealed class OrderIntakeTests : IDisposable
{
    private readonly ToyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Addresses_and_identities_are_unique_and_the_lowest_come_first()
    {
        AddPool("four", "192.0.2.10", "192.0.2.14", 24, "192.0.2.12");
        var need = new RemoteIdNeed(100, 999, new HashSet<int> { 101 });
        var ids = _world.Orders([.. Enumerable.Range(0, 4).Select(_ => _world.Draft() with { Addresses = [new(IpFamily.IPv4, 1)], RemoteId = need })]);
        Assert.Equal(["192.0.2.10", "192.0.2.11", "192.0.2.13", "192.0.2.14"], ids.SelectMany(id => _world.Service(id).IpAddresses));
        Assert.Equal(["100", "102", "103", "104"], ids.Select(id => _world.Service(id).RemoteId));
    }

    [Fact]
    public void A_refused_order_leaves_nothing_behind_and_the_rest_of_the_batch_stands()
    {
        AddPool("four", "192.0.2.10", "192.0.2.11", 24, "192.0.2.1");
        var draft = _world.Draft() with { Addresses = [new(IpFamily.IPv4, 1)], RemoteId = new(100, 999, new HashSet<int>()), Secrets = new Dictionary<string, SecretText> { ["password"] = new("s3cret") } };
        var taken = _world.Engine.Orders.Take([draft, draft with { Addresses = [new(IpFamily.IPv4, 1), new(IpFamily.IPv6, 1)] }, draft, draft]);
        Assert.Equal([null, ErrorIds.NoFittingPool, null, ErrorIds.NoFreeAddress], taken.Select(t => t.Error?.Id));
        var services = _world.Store.Read(r => r.ServicePage(new ServiceFilter(), 0, 100));
        Assert.Equal(2, services.Count);
        Assert.Equal(2, _world.Store.Read(r => r.Pool("four"))!.Used);
        Assert.Equal(2, _world.Store.Read(r => r.ReservedRemoteIds("toys")).Count);
        Assert.Equal(2, _world.Store.Read(r => r.OperationPage(null, true, null, 0, 100)).Count);
        Assert.Equal("s3cret", _world.Store.Read(r => r.Secret(SecretNames.OfService(services[1].Id, "password")))!.Reveal());
    }

    [Fact]
    public void The_same_order_twice_is_refused()
    {
        var first = _world.Order(_world.Draft() with { OrderReference = "A-1" });
        var second = Assert.Single(_world.Engine.Orders.Take([_world.Draft() with { OrderReference = "A-1" }]));
        Assert.Equal(ErrorIds.OrderExists, second.Error!.Id);
        Assert.Contains($"service {first}", second.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_taken_host_name_is_refused_when_given_and_made_up_anew_when_not()
    {
        _world.Order(_world.Draft("web"));
        Assert.Equal(ErrorIds.HostNameTaken, _world.Engine.Orders.Take([_world.Draft("WEB")])[0].Error!.Id);
        var tries = 0;
        var id = _world.Order(_world.Draft() with { HostName = _ => tries++ < 3 ? "web" : "web4" });
        Assert.Equal("web4", _world.Service(id).HostName);
    }

    [Theory]
    [InlineData("192.0.2.0", "192.0.2.255", 24, "192.0.2.1", 253)]
    [InlineData("192.0.2.64", "192.0.2.71", 29, "192.0.2.65", 5)]
    [InlineData("192.0.2.10", "192.0.2.11", 31, "192.0.2.10", 1)]
    [InlineData("2001:db8::", "2001:db8::ff", 64, "2001:db8::1", 254)]
    public void What_is_never_handed_out_does_not_count(string start, string stop, int prefix, string gateway, long size)
    {
        AddPool("p", start, stop, prefix, gateway);
        Assert.Equal(size, _world.Store.Read(r => r.Pool("p"))!.Size);
    }

    [Fact]
    public void A_huge_pool_counts_as_endless_and_still_serves_its_lowest_address()
    {
        AddPool("six", "2001:db8::", "2001:db8:0:0:ffff:ffff:ffff:ffff", 64, "2001:db8::1");
        Assert.Equal(long.MaxValue, _world.Store.Read(r => r.Pool("six"))!.Size);
        var id = _world.Order(_world.Draft() with { Addresses = [new(IpFamily.IPv6, 2)] });
        Assert.Equal(["2001:db8::2", "2001:db8::3"], _world.Service(id).IpAddresses);
    }

    [Theory]
    [InlineData("192.0.2.20", "192.0.2.10", 24, "192.0.2.1", ErrorIds.InvalidValue)]
    [InlineData("192.0.2.10", "192.0.3.10", 24, "192.0.2.1", ErrorIds.InvalidValue)]
    [InlineData("192.0.2.10", "192.0.2.20", 24, "198.51.100.1", ErrorIds.InvalidValue)]
    [InlineData("192.0.2.10", "192.0.2.20", 33, "192.0.2.1", ErrorIds.InvalidValue)]
    [InlineData("192.0.2", "192.0.2.20", 24, "192.0.2.1", ErrorIds.InvalidValue)]
    [InlineData("2001:db8::1", "192.0.2.20", 24, "192.0.2.1", ErrorIds.InvalidValue)]
    [InlineData("192.0.2.1", "192.0.2.1", 24, "192.0.2.1", ErrorIds.InvalidValue)]
    [InlineData("192.0.2.40", "192.0.2.60", 24, "192.0.2.1", ErrorIds.PoolOverlaps)]
    public void An_unsound_pool_is_refused(string start, string stop, int prefix, string gateway, string error)
    {
        AddPool("there", "192.0.2.50", "192.0.2.70", 24, "192.0.2.1");
        Assert.Equal(error, Assert.Throws<ProvisioningException>(() => AddPool("p", start, stop, prefix, gateway)).Error.Id);
    }

    [Theory]
    [InlineData("public\n", "vmbr0")]
    [InlineData("public*", "vmbr0")]
    [InlineData("  ", "vmbr0")]
    [InlineData("public", "vmbr0\n")]
    public void A_pools_words_are_one_line(string name, string bridge)
    {
        var pool = new IpPool
        {
            Name = name, Server = "toys", Family = IpFamily.IPv4, Start = "192.0.2.10", Stop = "192.0.2.20", PrefixLength = 24, Gateway = "192.0.2.1", Bridge = bridge,
        };
        Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => PoolRules.Checked(pool, [])).Error.Id);
    }

    [Theory]
    [InlineData("192.0.2.0", 24, "2.0.192.in-addr.arpa")]
    [InlineData("172.16.0.0", 16, "16.172.in-addr.arpa")]
    [InlineData("192.0.2.0", 26, "classless delegation required")]
    [InlineData("2001:db8:1::", 48, "1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void The_reverse_zone_follows_from_the_network(string address, int prefix, string zone)
    {
        Assert.True(IpNumber.TryParse(address, out var family, out var number));
        Assert.Equal(zone, ReverseZones.Suggest(family, number, prefix));
    }

    private void AddPool(string name, string start, string stop, int prefix, string gateway) => _world.Store.Write(Durability.Normal, w =>
        w.AddPool(PoolRules.Checked(new IpPool
        {
            Name = name, Server = "toys", Start = start, Stop = stop, PrefixLength = prefix, Gateway = gateway, Bridge = "vmbr0",
            Family = start.Contains(':') ? IpFamily.IPv6 : IpFamily.IPv4,
        }, w.Pools("toys"))));
}
