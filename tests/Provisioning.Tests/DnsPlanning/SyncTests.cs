using Provisioning.Dns;
using Provisioning.Engine;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>What services need is written, once, and only what differs.</summary>
public sealed class SyncTests : IDisposable
{
    private readonly DnsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_service_gets_A_AAAA_and_a_PTR_for_every_address()
    {
        _world.Service("web1", "192.0.2.10", "192.0.2.11", "2001:db8::10");
        _world.Tick();
        Assert.Equal(
            [
                "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR web1.example.com.",
                "10.2.0.192.in-addr.arpa. PTR web1.example.com.",
                "11.2.0.192.in-addr.arpa. PTR web1.example.com.",
                "web1.example.com. A 192.0.2.10",
                "web1.example.com. AAAA 2001:db8::10",
            ],
            _world.Ns1.All);
        Assert.Equal(new RecordMark(_world.Owner, 1), _world.Ns1.Find(DnsWorld.Forward, "web1.example.com.", RecordType.A)!.Mark);
        Assert.All(_world.Owned, row => Assert.Equal((null, 1L), (row.Intent, row.ServiceId)));
        Assert.Equal(5, _world.Owned.Count(row => row.ConfirmedAt is not null && row.Data is not null));
    }

    [Fact]
    public void A_second_run_writes_nothing_and_leaves_the_serial_alone()
    {
        _world.Service("web1", "192.0.2.10", "2001:db8::10");
        _world.Tick();
        var (serial, writes) = (_world.Ns1.Serial, _world.Ns1.Writes);
        Assert.All(_world.Sync(new DnsScope { IncludeKeep = true }), result => Assert.Equal((DnsOutcome.Unchanged, DnsAction.Keep), (result.Outcome, result.Change.Action)));
        Assert.Empty(_world.Sync());
        Assert.Empty(_world.Plan());
        _world.Clock.Advance(TimeSpan.FromDays(2));
        _world.Tick();
        Assert.Equal((serial, writes), (_world.Ns1.Serial, _world.Ns1.Writes));
    }

    [Fact]
    public void Forward_is_made_before_reverse_and_reverse_goes_before_forward()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Terminate(id);
        _world.Tick();
        Assert.Equal(["+ web1.example.com. A", "+ 10.2.0.192.in-addr.arpa. PTR", "- 10.2.0.192.in-addr.arpa. PTR", "- web1.example.com. A"], _world.Ns1.Log);
        Assert.Empty(_world.Owned);
        Assert.Empty(_world.Ns1.All);
    }

    [Fact]
    public void A_new_name_or_address_moves_the_records()
    {
        var id = _world.Service("web1", "192.0.2.10", "192.0.2.11");
        _world.Tick();
        _world.Change(id, service => service with { HostName = "web2" });
        _world.Tick();
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web2.example.com.", "11.2.0.192.in-addr.arpa. PTR web2.example.com.", "web2.example.com. A 192.0.2.10"], _world.Ns1.All);
        _world.Release(id, "192.0.2.10");
        _world.Tick();
        Assert.Equal(["11.2.0.192.in-addr.arpa. PTR web2.example.com.", "web2.example.com. A 192.0.2.11"], _world.Ns1.All);
    }

    [Fact]
    public void A_name_that_changes_hands_is_never_deleted_under_its_new_holder()
    {
        var old = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Terminate(old);
        _world.Service("web1", "192.0.2.20");
        _world.Tick(null, old);
        Assert.Equal(["20.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.20"], Complete());
        Assert.DoesNotContain("- web1.example.com. A", _world.Ns1.Log);

        IReadOnlyList<string> Complete()
        {
            _world.Tick();
            return _world.Ns1.All;
        }
    }

    [Fact]
    public void A_suspended_service_keeps_its_records()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        var reads = _world.Ns1.Reads;
        _world.Change(id, service => service with { Status = ServiceStatus.Suspended });
        Assert.True(_world.Due > _world.Clock.GetUtcNow());
        Assert.Equal((2, reads), (_world.Ns1.All.Count, _world.Ns1.Reads));
    }

    [Fact]
    public void Reverse_names_are_kept_for_each_address()
    {
        var id = _world.Service("web1", "192.0.2.10", "192.0.2.11");
        _world.Tick();
        _world.Store.Write(Durability.Normal, writer => writer.SetReverseName(id, "192.0.2.11", "mail.example.net."));
        _world.Tick();
        Assert.Equal("mail.example.net.", Assert.Single(_world.Ns1.Find(DnsWorld.Reverse, "11.2.0.192.in-addr.arpa.", RecordType.PTR)!.Values));
        Assert.Equal("web1.example.com.", Assert.Single(_world.Ns1.Find(DnsWorld.Reverse, "10.2.0.192.in-addr.arpa.", RecordType.PTR)!.Values));
        // The name goes with the assignment.
        _world.Release(id, "192.0.2.11");
        _world.Tick();
        _world.Take(id, "192.0.2.11");
        _world.Tick();
        Assert.Equal("web1.example.com.", Assert.Single(_world.Ns1.Find(DnsWorld.Reverse, "11.2.0.192.in-addr.arpa.", RecordType.PTR)!.Values));
    }

    [Fact]
    public void The_longest_zone_takes_a_name_and_every_provider_of_it_is_written()
    {
        var second = _world.Server("http://ns2:8081/");
        _world.Register("example.com.", "http://ns2:8081/");
        _world.Register("0/28.2.0.192.in-addr.arpa.", "http://ns2:8081/");
        _world.Service("web1", "192.0.2.10");
        _world.TickToTheEnd();
        Assert.Equal(["web1.example.com. A 192.0.2.10"], _world.Ns1.All);
        Assert.Equal(["10.0/28.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.10"], second.All);
    }

    [Fact]
    public void A_more_specific_zone_draws_the_records_to_itself()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Tick();
        var second = _world.Server("http://ns2:8081/");
        _world.Register("10.2.0.192.in-addr.arpa.", "http://ns2:8081/");
        _world.Sync();
        Assert.Equal(["web1.example.com. A 192.0.2.10"], _world.Ns1.All);
        // The zone's own name is nobody's to write.
        Assert.Empty(second.All);
        Assert.Equal(DnsAction.Conflict, Assert.Single(_world.Plan()).Action);
    }

    [Fact]
    public void A_name_without_a_zone_is_told_and_is_no_trouble()
    {
        using var world = new DnsWorld(zones: false);
        world.Register(DnsWorld.Forward);
        world.Service("web1", "192.0.2.10");
        var results = world.Sync();
        Assert.Equal([(DnsAction.NoZone, DnsOutcome.Skipped), (DnsAction.Create, DnsOutcome.Applied)], results.Select(result => (result.Change.Action, result.Outcome)));
        Assert.Equal(ErrorIds.DnsNoZone, results[0].Error!.Id);
        Assert.Empty(world.Store.Read(reader => reader.DueDnsMarks(world.Clock.GetUtcNow(), null, 10)));
        Assert.Single(world.Plan());
        Assert.Empty(world.Plan(new DnsScope { Zones = ["example.com"] }));
    }

    [Fact]
    public void A_thousand_services_cost_a_handful_of_requests()
    {
        for (var i = 0; i < 1000; i++) _world.Service($"vm{i}", $"10.0.{i / 250}.{i % 250}");
        _world.Register("0.10.in-addr.arpa.");
        var (reads, writes) = (_world.Ns1.Reads, _world.Ns1.Writes);
        _world.TickToTheEnd();
        Assert.Equal(2000, _world.Ns1.All.Count);
        Assert.InRange(_world.Ns1.Reads - reads, 1, 8);
        Assert.InRange(_world.Ns1.Writes - writes, 1, 8);
    }

    [Fact]
    public void Without_a_zone_nothing_is_marked_and_a_new_zone_is_filled()
    {
        using var world = new DnsWorld(zones: false);
        world.Service("web1", "192.0.2.10");
        Assert.Null(world.Due);
        world.Register(DnsWorld.Forward);
        world.Tick();
        Assert.Equal(["web1.example.com. A 192.0.2.10"], world.Ns1.All);
    }

    [Fact]
    public void What_somebody_else_changes_of_ours_is_mended_once_a_day()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Ns1.Put(DnsWorld.Forward, "web1.example.com.", RecordType.A, "203.0.113.1", new RecordMark(_world.Owner, 1));
        _world.Ns1.Remove(DnsWorld.Reverse, "10.2.0.192.in-addr.arpa.", RecordType.PTR);
        Assert.Equal(["Missing 10.2.0.192.in-addr.arpa.", "Changed web1.example.com."], _world.Compare().OrderBy(d => d.Change.Name, StringComparer.Ordinal).Select(d => $"{d.Drift} {d.Change.Name}"));
        _world.Clock.Advance(TimeSpan.FromHours(23));
        Assert.True(_world.Due > _world.Clock.GetUtcNow());
        _world.Clock.Advance(TimeSpan.FromHours(2));
        _world.Tick();
        Assert.Empty(_world.Compare());
        Assert.Contains(_world.Journal(1), line => line.Message.Contains("203.0.113.1 (300 s) -> 192.0.2.10 (300 s) updated", StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_during_the_run_is_not_lost()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Ns1.BeforeNextWrite = () => _world.Change(id, service => service with { HostName = "web2" });
        _world.Tick();
        Assert.True(_world.Due <= _world.Clock.GetUtcNow());
        _world.TickToTheEnd();
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web2.example.com.", "web2.example.com. A 192.0.2.10"], _world.Ns1.All);
    }

    [Fact]
    public void Two_ticks_never_write_a_zone_at_once()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Ns1.BeforeNextWrite = () =>
        {
            var writes = _world.Ns1.Writes;
            var other = _world.Start().RunAsync(new TickWorkRequest("w2", null, () => true), CancellationToken.None);
            Assert.True(other.IsCompletedSuccessfully);
            Assert.Equal(writes, _world.Ns1.Writes);
        };
        _world.Tick();
        _world.TickToTheEnd();
        Assert.Equal((2, 2), (_world.Ns1.All.Count, _world.Ns1.Writes));
    }

    [Fact]
    public void Every_written_record_set_is_told_in_the_journal()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Tick();
        Assert.Equal(
            ["web1.example.com. A 192.0.2.10 (300 s) created in zone example.com. at PowerDns http://ns1:8081/: new", "10.2.0.192.in-addr.arpa. PTR web1.example.com. (300 s) created in zone 2.0.192.in-addr.arpa. at PowerDns http://ns1:8081/: new"],
            _world.Journal(1).Select(line => line.Message));
    }

    [Fact]
    public void The_engines_tick_does_it_and_tells_what_is_wrong_without_failing()
    {
        var engine = new ProvisioningEngine(_world.Store, [], _world.Clock, null, [_world.Start()]);
        var id = _world.Service("web1", "192.0.2.10");
        var summary = Tick();
        Assert.Equal((2, 0, 0), (_world.Ns1.All.Count, summary.Failed, summary.Stopped));
        Assert.True(summary.RemoteCalls > 0);
        _world.Ns1.Trouble = new ProvisioningError(ErrorIds.ServerUnreachable, ErrorKind.Unreachable, "ns1 can't be reached.", "ns1", true);
        _world.Terminate(id);
        summary = Tick();
        Assert.Equal((ErrorIds.ServerUnreachable, 0, 0), (Assert.Single(summary.Errors).Id, summary.Failed, summary.Stopped));
        Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromSeconds(15), summary.NextDueAt);
        _world.Ns1.Trouble = null;
        _world.Clock.Advance(TimeSpan.FromSeconds(15));
        Tick();
        Assert.Empty(_world.Ns1.All);

        TickSummary Tick() => _world.Clock.Run(() => engine.TickAsync(new TickOptions(), null, CancellationToken.None));
    }
}
