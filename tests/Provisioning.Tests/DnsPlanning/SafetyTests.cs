using System.Globalization;
using Provisioning.Dns;
using Provisioning.Engine;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>A zone is not emptied by mistake, an address is not given away under a record, and a dead server is in nobody's way.</summary>
public sealed class SafetyTests : IDisposable
{
    private static readonly ProvisioningError Dead = new(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, "ns1 can't be reached.", "ns1", true);

    private readonly DnsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(10, 3, true)]
    [InlineData(10, 4, false)]
    [InlineData(9, 9, true)]
    [InlineData(40, 12, true)]
    [InlineData(40, 13, false)]
    public void More_than_three_tenths_of_a_zone_are_not_deleted_unasked(int services, int terminated, bool allowed)
    {
        Fill(services);
        for (var id = 1; id <= terminated; id++) _world.Terminate(id);
        if (allowed)
        {
            _world.Sync();
            Assert.Equal(2 * (services - terminated), _world.Ns1.All.Count);
            return;
        }
        var refused = Assert.Throws<ProvisioningException>(() => _world.Sync());
        Assert.Equal((ErrorIds.DnsTooManyChanges, ErrorKind.Unsafe), (refused.Error.Id, refused.Error.Kind));
        Assert.Contains("-Force", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(2 * services, _world.Ns1.All.Count);
        Assert.Throws<ProvisioningException>(() => _world.Apply(_world.Plan()));
        Assert.Equal(2 * services, _world.Ns1.All.Count);
        Assert.All(_world.Apply(_world.Plan(), force: true), result => Assert.Equal(DnsOutcome.Applied, result.Outcome));
        Assert.Equal(2 * (services - terminated), _world.Ns1.All.Count);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void More_than_three_tenths_of_a_zone_are_not_changed_unasked(int changed, bool allowed)
    {
        Fill(10);
        for (var i = 0; i < changed; i++) _world.Ns1.Put(DnsWorld.Forward, $"vm{i}.example.com.", RecordType.A, "203.0.113.1", new RecordMark(_world.Owner, i + 1));
        _world.Clock.Advance(TimeSpan.FromHours(25));
        var done = _world.Tick();
        Assert.Equal(allowed ? 0 : changed, _world.Ns1.All.Count(record => record.EndsWith("203.0.113.1", StringComparison.Ordinal)));
        Assert.Equal(allowed, done.Errors.All(error => error.Id != ErrorIds.DnsTooManyChanges));
    }

    [Fact]
    public void The_tick_withholds_what_is_too_much_says_so_once_and_makes_what_is_new()
    {
        Fill(10);
        for (var id = 1; id <= 5; id++) _world.Terminate(id);
        _world.Service("new", "192.0.2.200");
        var done = _world.Tick();
        Assert.Contains(done.Errors, error => error.Id == ErrorIds.DnsTooManyChanges);
        Assert.Equal(22, _world.Ns1.All.Count);
        for (var i = 0; i < 5; i++)
        {
            _world.Clock.Advance(TimeSpan.FromHours(2));
            _world.Tick();
        }
        Assert.Equal(22, _world.Ns1.All.Count);
        // Two zones, one line for each.
        Assert.Equal(2, _world.Journal(1).Count(line => line.ErrorId == ErrorIds.DnsTooManyChanges));
        Assert.Equal(5, _world.HeldBack.Count);
        _world.Sync(new DnsScope { Force = true });
        Assert.Equal(12, _world.Ns1.All.Count);
        Assert.Empty(_world.HeldBack);
        _world.Tick();
        Assert.All(_world.Store.Read(reader => reader.DnsZones()), zone => Assert.Null(zone.LastError));
    }

    [Fact]
    public void A_zone_that_cannot_be_read_loses_nothing()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Terminate(id);
        _world.Ns1.Trouble = Dead;
        var problems = new List<ProvisioningError>();
        Assert.DoesNotContain(_world.Sync(problems: problems.Add), result => result.Outcome == DnsOutcome.Applied);
        Assert.Equal(ErrorIds.ServerUnreachable, Assert.Single(problems).Id);
        Assert.Equal(2, _world.Ns1.All.Count);
        Assert.Empty(_world.Plan(problems: problems.Add));
    }

    [Fact]
    public void A_dead_server_rests_longer_each_time_and_stops_nothing_else()
    {
        var second = _world.Server("http://ns2:8081/");
        _world.Register(DnsWorld.Forward, "http://ns2:8081/");
        _world.TickToTheEnd();
        _world.Ns1.Trouble = Dead;
        _world.Service("web1", "192.0.2.10");
        var rests = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var reads = _world.Ns1.Reads;
            var begun = _world.Clock.GetUtcNow();
            _world.Tick();
            // One request tells that it is dead, though three of its zones wait.
            Assert.Equal(reads + 1, _world.Ns1.Reads);
            rests.Add((_world.Due!.Value - begun).TotalSeconds);
            _world.Clock.Advance(_world.Due.Value - _world.Clock.GetUtcNow());
        }
        Assert.Equal([15, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800, 1800, 1800], rests);
        Assert.Equal(["web1.example.com. A 192.0.2.10"], second.All);
        Assert.Single(_world.Journal(1), line => line.ErrorId == ErrorIds.ServerUnreachable && line.Message.Contains("not held up", StringComparison.Ordinal) && line.Message.StartsWith("ns1", StringComparison.Ordinal));
        var zone = _world.Store.Read(reader => reader.DnsZones()).First(zone => zone.Endpoint.Host == "ns1");
        Assert.Equal((12, ErrorIds.ServerUnreachable), (zone.Failures, zone.LastError!.Id));
        _world.Ns1.Trouble = null;
        _world.Tick();
        Assert.Equal(2, _world.Ns1.All.Count);
        Assert.All(_world.Store.Read(reader => reader.DnsZones()), each => Assert.Equal((0, null, null), (each.Failures, each.UnreachableSince, each.LastError)));
    }

    /// <summary>The zones of a dead server rest together, also those that nobody has asked for yet.</summary>
    [Fact]
    public void A_server_that_rests_is_not_asked_for_any_of_its_zones()
    {
        _world.Service("web1", "198.51.100.7");
        _world.Ns1.Trouble = Dead;
        _world.Tick();
        var reads = _world.Ns1.Reads;
        _world.Service("web2", "192.0.2.10");
        Assert.True(_world.Due <= _world.Clock.GetUtcNow());
        _world.Tick();
        Assert.Equal(reads, _world.Ns1.Reads);
        Assert.True(_world.Due > _world.Clock.GetUtcNow());
        _world.Ns1.Trouble = null;
        _world.TickToTheEnd();
        Assert.Equal(3, _world.Ns1.All.Count);
    }

    [Fact]
    public void A_server_is_given_the_time_that_it_asks_for()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Ns1.Trouble = new ProvisioningError(ErrorIds.DnsRateLimited, ErrorKind.Busy, "too many requests", "ns1", true) { RetryAfter = TimeSpan.FromMinutes(10) };
        _world.Tick();
        Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), _world.Due);
    }

    [Fact]
    public void One_record_that_is_refused_stops_no_other()
    {
        _world.Ns1.Refusal = change => change.Key.Name == DnsName.Parse("web1.example.com.") ? new ProvisioningError(ErrorIds.DnsRefused, ErrorKind.Denied, "not that one") : null;
        _world.Service("web1", "192.0.2.10");
        _world.Service("web2", "192.0.2.11");
        var done = _world.Tick();
        Assert.Equal(ErrorIds.DnsRefused, Assert.Single(done.Errors).Id);
        Assert.Equal(3, _world.Ns1.All.Count);
        Assert.Single(_world.Journal(1), line => line.ErrorId == ErrorIds.DnsRefused);
        _world.Ns1.Refusal = _ => null;
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _world.Tick();
        Assert.Equal(4, _world.Ns1.All.Count);
    }

    [Fact]
    public void An_address_is_held_back_until_no_record_of_ours_points_to_it()
    {
        var first = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Terminate(first);
        Assert.Equal(["192.0.2.10"], _world.HeldBack);
        _world.Tick();
        Assert.Empty(_world.HeldBack);
    }

    [Fact]
    public void Old_and_new_address_are_held_while_a_write_is_not_settled()
    {
        using var world = new DnsWorld(zones: false);
        world.Register(DnsWorld.Forward);
        var id = world.Service("web1", "192.0.2.10");
        world.Tick();
        world.Take(id, "192.0.2.11");
        world.Release(id, "192.0.2.10");
        world.Ns1.BeforeNextWrite = () =>
        {
            world.Release(id);
            world.Ns1.Trouble = Dead;
        };
        world.Tick();
        Assert.Equal(["192.0.2.10", "192.0.2.11"], world.HeldBack);
    }

    [Fact]
    public void A_server_that_is_dead_for_too_long_holds_no_address_any_more_and_the_journal_says_so()
    {
        _world.Store.Write(Durability.Normal, writer =>
        {
            writer.AddServer(new ProvisioningServer
            {
                Name = "pve", Kind = ServerKind.Proxmox, Endpoints = [new Uri("https://pve.example:8006/")], Authentication = ServerAuthentication.ApiToken, UserName = "a@pam!b", RegisteredAt = _world.Clock.GetUtcNow(),
            });
            writer.AddPool(PoolRules.Checked(new IpPool
            {
                Name = "public", Server = "pve", Family = IpFamily.IPv4, Start = "192.0.2.10", Stop = "192.0.2.10", PrefixLength = 24, Gateway = "192.0.2.1", Bridge = "vmbr0",
            }, []));
        });
        var first = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Ns1.Trouble = Dead;
        _world.Terminate(first);
        _world.Tick();
        Assert.Equal((0L, 1L, 0L), Counts());
        var refused = Order("web2");
        Assert.Equal(ErrorIds.NoFreeAddress, refused.Error!.Id);
        Assert.Contains("no DNS record points to them", refused.Error.Message, StringComparison.Ordinal);
        _world.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.NotNull(Order("web2").Error);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        var taken = Order("web2").ServiceId!.Value;
        Assert.Equal("192.0.2.10", Assert.Single(_world.Store.Read(reader => reader.AssignmentPage(null, taken, null, false, 0, 10, out _))).Address);
        var line = Assert.Single(_world.Journal(taken), line => line.ErrorId == ErrorIds.DnsRecordLeft);
        Assert.Contains("web1.example.com. A", line.Message + _world.Store.Read(reader => reader.HeldBack("192.0.2.10"))?.Name + " A", StringComparison.Ordinal);
        Assert.Equal((1L, 0L, 0L), Counts());
        // Back from the dead: the old record goes, the new ones come, and nothing is left.
        _world.Ns1.Trouble = null;
        _world.Clock.Advance(TimeSpan.FromHours(1));
        _world.TickToTheEnd();
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web2.example.com.", "web2.example.com. A 192.0.2.10"], _world.Ns1.All);

        (long Used, long HeldBack, long Free) Counts()
        {
            var pool = _world.Store.Read(reader => reader.Pool("public"))!;
            return (pool.Used, pool.HeldBack, pool.Free);
        }

        TakenOrder Order(string name) => new OrderIntake(_world.Store, _world.Clock).Take([new OrderDraft
        {
            Kind = VirtualMachineWords.Kind, Server = "pve", Package = "small", ClientId = 7, LocalStatus = VmStatus.Creation, Operation = "Deploy", Domain = "example.com",
            HostName = _ => name, HostNameGiven = true, Addresses = [new AddressNeed(IpFamily.IPv4, 1)],
        }])[0];
    }

    private void Fill(int services)
    {
        for (var i = 0; i < services; i++) _world.Service($"vm{i}", string.Create(CultureInfo.InvariantCulture, $"192.0.2.{10 + i}"));
        _world.TickToTheEnd();
        Assert.Equal(2 * services, _world.Ns1.All.Count);
    }
}
