using Provisioning.Dns;
using Provisioning.Engine;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>What is not ours is left alone, unless someone says otherwise; and what changed since it was planned is left alone in any case.</summary>
public sealed class OwnershipTests : IDisposable
{
    private const string Name = "web1.example.com.";

    private readonly DnsWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("192.0.2.10", false, false, false)]
    [InlineData("192.0.2.10", true, false, true)]
    [InlineData("192.0.2.10", false, true, true)]
    [InlineData("203.0.113.1", false, false, false)]
    [InlineData("203.0.113.1", true, false, false)]
    [InlineData("203.0.113.1", false, true, true)]
    public void A_record_that_nobody_marked_is_taken_only_on_demand(string there, bool adopt, bool force, bool taken)
    {
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, there);
        _world.Service("web1", "192.0.2.10");
        var result = _world.Sync(new DnsScope { Adopt = adopt, Force = force }).Single(r => r.Change.Name == Name);
        Assert.Equal(taken ? DnsOutcome.Applied : DnsOutcome.Skipped, result.Outcome);
        Assert.Equal(taken ? null : ErrorIds.DnsNotOurs, result.Error?.Id);
        Assert.Equal(taken ? "192.0.2.10" : there, Assert.Single(_world.Ns1.Find(DnsWorld.Forward, Name, RecordType.A)!.Values));
        Assert.Equal(taken, _world.Owned.Any(row => row.Name == Name));
        Assert.Equal(taken, _world.Ns1.Find(DnsWorld.Forward, Name, RecordType.A)!.Mark is not null);
    }

    [Fact]
    public void A_conflict_is_told_once_and_stops_nothing_else()
    {
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1");
        _world.Service("web1", "192.0.2.10");
        for (var i = 0; i < 3; i++)
        {
            _world.Tick();
            _world.Clock.Advance(TimeSpan.FromHours(25));
        }
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 203.0.113.1"], _world.Ns1.All);
        var told = Assert.Single(_world.Journal(1), line => line.ErrorId == ErrorIds.DnsNotOurs);
        Assert.Contains("-Force", told.Message, StringComparison.Ordinal);
        // Once the other one is gone, ours is made at the next comparison.
        _world.Ns1.Remove(DnsWorld.Forward, Name, RecordType.A);
        _world.Tick();
        Assert.Contains("web1.example.com. A 192.0.2.10", _world.Ns1.All);
    }

    [Fact]
    public void Another_stores_record_is_taken_only_by_naming_that_store()
    {
        var other = Guid.NewGuid();
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "192.0.2.10", new RecordMark(other, 7));
        _world.Service("web1", "192.0.2.10");
        foreach (var scope in new[] { new DnsScope(), new DnsScope { Force = true, Adopt = true }, new DnsScope { Force = true, TakeFrom = Guid.NewGuid().ToString() } })
        {
            var refused = _world.Sync(scope).Single(r => r.Change.Name == Name);
            Assert.Equal((DnsOutcome.Skipped, ErrorIds.DnsForeignOwner, other.ToString("D")), (refused.Outcome, refused.Error!.Id, refused.Change.Owner));
            Assert.Contains(other.ToString("D"), refused.Error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(DnsOutcome.Applied, _world.Sync(new DnsScope { TakeFrom = other.ToString() }).Single(r => r.Change.Name == Name).Outcome);
        Assert.Equal(new RecordMark(_world.Owner, 1), _world.Ns1.Find(DnsWorld.Forward, Name, RecordType.A)!.Mark);
    }

    [Fact]
    public void A_record_that_another_store_took_is_not_deleted_with_the_service()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "198.51.100.7", new RecordMark(Guid.NewGuid(), 7));
        _world.Terminate(id);
        _world.Tick();
        Assert.Equal(["web1.example.com. A 198.51.100.7"], _world.Ns1.All);
        Assert.Empty(_world.Owned);
        Assert.Empty(_world.HeldBack);
    }

    [Fact]
    public void What_carries_our_mark_but_is_unknown_to_the_store_goes_only_by_force()
    {
        _world.Ns1.Put(DnsWorld.Forward, "lost.example.com.", RecordType.A, "192.0.2.99", new RecordMark(_world.Owner, 99));
        Assert.Equal((DnsAction.Conflict, 99L), (Assert.Single(_world.Plan()).Action, Assert.Single(_world.Plan()).ServiceId!.Value));
        _world.Sync();
        Assert.Single(_world.Ns1.All);
        Assert.Equal(DnsDrift.Orphaned, Assert.Single(_world.Compare()).Drift);
        Assert.Equal(DnsOutcome.Applied, Assert.Single(_world.Sync(new DnsScope { Force = true })).Outcome);
        Assert.Empty(_world.Ns1.All);
    }

    [Fact]
    public void What_carries_our_mark_and_is_needed_is_ours_again()
    {
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "192.0.2.77", new RecordMark(_world.Owner, 1));
        _world.Service("web1", "192.0.2.10");
        _world.Tick();
        Assert.Contains("web1.example.com. A 192.0.2.10", _world.Ns1.All);
    }

    [Fact]
    public void Two_services_with_one_address_do_not_fight_for_its_PTR()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Store.Write(Durability.Normal, writer =>
        {
            var id = writer.AddService(Provisioning.Tests.Store.Some.Service("web2") with { Domain = "example.com", Server = "other", Status = ServiceStatus.Active });
            writer.AssignAddress(Provisioning.Tests.Store.Some.Address("192.0.2.10", id, isMain: true) with { Server = "other" }, 0xC000020A);
        });
        _world.TickToTheEnd();
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.10", "web2.example.com. A 192.0.2.10"], _world.Ns1.All);
        Assert.Single(_world.Journal(2), line => line.ErrorId == ErrorIds.DnsNotOurs);
        Assert.Equal((DnsAction.Conflict, 2L), (Assert.Single(_world.Plan()).Action, Assert.Single(_world.Plan()).ServiceId!.Value));
    }

    /// <summary>An older service that comes to a name later does not take it from who has it.</summary>
    [Fact]
    public void Whoever_has_a_PTR_keeps_it()
    {
        var older = _world.Service("web1");
        _world.Service("web2", "192.0.2.10");
        _world.Tick();
        _world.Store.Write(Durability.Normal, writer => writer.AssignAddress(Provisioning.Tests.Store.Some.Address("192.0.2.10", older, isMain: true) with { Server = "other" }, 0xC000020A));
        _world.TickToTheEnd();
        Assert.Equal("web2.example.com.", Assert.Single(_world.Ns1.Find(DnsWorld.Reverse, "10.2.0.192.in-addr.arpa.", RecordType.PTR)!.Values));
        Assert.Single(_world.Journal(older), line => line.ErrorId == ErrorIds.DnsNotOurs);
    }

    /// <summary>Where marks are records of their own, one may stand alone: its owner is about to write, or was.</summary>
    [Fact]
    public void A_name_that_another_store_has_marked_is_not_written_though_nothing_is_there()
    {
        _world.Ns1.LostMarks[new RecordKey(DnsName.Parse(Name), RecordType.A)] = new RecordMark(Guid.NewGuid(), 7);
        _world.Service("web1", "192.0.2.10");
        var result = _world.Sync().Single(r => r.Change.Name == Name);
        Assert.Equal((DnsOutcome.Skipped, ErrorIds.DnsForeignOwner), (result.Outcome, result.Error?.Id));
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web1.example.com."], _world.Ns1.All);
    }

    [Fact]
    public void An_alias_in_the_way_is_a_conflict()
    {
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.CNAME, "elsewhere.example.net.");
        _world.Service("web1", "192.0.2.10");
        var result = _world.Sync(new DnsScope { Force = true }).Single(r => r.Change.Name == Name);
        Assert.Equal((DnsOutcome.Skipped, ErrorIds.DnsNotOurs), (result.Outcome, result.Error!.Id));
        Assert.Contains("elsewhere.example.net.", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_applied_as_it_is()
    {
        _world.Service("web1", "192.0.2.10");
        var plan = _world.Plan();
        Assert.Empty(_world.Ns1.All);
        Assert.Equal(0, _world.Ns1.Writes);
        var results = _world.Apply([plan.Single(change => change.Type == "A")]);
        Assert.Equal((DnsOutcome.Applied, plan.Single(change => change.Type == "A")), (Assert.Single(results).Outcome, results[0].Change));
        Assert.Equal(["web1.example.com. A 192.0.2.10"], _world.Ns1.All);
        Assert.All(_world.Apply(plan).Where(r => r.Change.Type == "A"), r => Assert.Equal(DnsOutcome.Unchanged, r.Outcome));
        Assert.Equal(2, _world.Ns1.All.Count);
    }

    [Fact]
    public void A_plan_is_refused_once_the_server_has_something_else()
    {
        _world.Service("web1", "192.0.2.10");
        var plan = _world.Plan();
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1");
        var results = _world.Apply(plan).ToDictionary(r => r.Change.Type);
        Assert.Equal((DnsOutcome.Stale, ErrorIds.DnsStale), (results["A"].Outcome, results["A"].Error!.Id));
        Assert.Equal(DnsOutcome.Applied, results["PTR"].Outcome);
        Assert.Contains("web1.example.com. A 203.0.113.1", _world.Ns1.All);
    }

    [Fact]
    public void A_plan_is_refused_once_the_service_needs_something_else()
    {
        var id = _world.Service("web1", "192.0.2.10");
        var plan = _world.Plan();
        _world.Terminate(id);
        Assert.All(_world.Apply(plan), result => Assert.Equal(DnsOutcome.Stale, result.Outcome));
        Assert.Equal(0, _world.Ns1.Writes);
        Assert.Empty(_world.Owned);
    }

    [Fact]
    public void A_planned_takeover_is_refused_once_someone_has_marked_the_record()
    {
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1");
        _world.Service("web1", "192.0.2.10");
        var takeover = _world.Plan(new DnsScope { Force = true }).Single(change => change.Name == Name);
        Assert.Equal(DnsAction.Update, takeover.Action);
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1", new RecordMark(Guid.NewGuid(), 3));
        Assert.Equal(DnsOutcome.Stale, Assert.Single(_world.Apply([takeover])).Outcome);
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1");
        Assert.Equal(DnsOutcome.Applied, Assert.Single(_world.Apply([takeover])).Outcome);
        Assert.Contains("web1.example.com. A 192.0.2.10", _world.Ns1.All);
    }

    [Fact]
    public void A_plan_is_refused_once_the_record_has_another_value_than_it_says()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1", new RecordMark(_world.Owner, 1));
        var plan = _world.Plan();
        Assert.Equal(DnsAction.Update, Assert.Single(plan).Action);
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.2", new RecordMark(_world.Owner, 1));
        var result = Assert.Single(_world.Apply(plan));
        Assert.Equal((DnsOutcome.Stale, ErrorIds.DnsStale), (result.Outcome, result.Error?.Id));
        Assert.Contains("web1.example.com. A 203.0.113.2", _world.Ns1.All);
    }

    /// <summary>To take one record from a store is no leave to take others from it.</summary>
    [Fact]
    public void A_planned_takeover_is_refused_once_the_record_belongs_to_somebody_else()
    {
        var (one, other) = (new RecordMark(Guid.NewGuid(), 7), new RecordMark(Guid.NewGuid(), 8));
        _world.Service("web1", "192.0.2.10");
        _world.Service("web2", "192.0.2.11");
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1", one);
        _world.Ns1.Put(DnsWorld.Forward, "web2.example.com.", RecordType.A, "203.0.113.2", other);
        var first = _world.Plan(new DnsScope { TakeFrom = one.Owner.ToString() }).Single(change => change.Name == Name);
        var second = _world.Plan(new DnsScope { TakeFrom = other.Owner.ToString() }).Single(change => change.Name == "web2.example.com.");
        Assert.Equal((DnsAction.Update, DnsAction.Update), (first.Action, second.Action));
        _world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.1", other);
        var results = _world.Apply([first, second]).ToDictionary(result => result.Change.Name, result => result.Outcome);
        Assert.Equal((DnsOutcome.Stale, DnsOutcome.Applied), (results[Name], results["web2.example.com."]));
        Assert.Equal(other, _world.Ns1.Find(DnsWorld.Forward, Name, RecordType.A)!.Mark);
    }

    [Fact]
    public void A_change_between_reading_and_writing_is_noticed_and_planned_anew()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Change(id, service => service with { Domain = "example.com", HostName = "web3" });
        _world.Ns1.BeforeNextWrite = () => _world.Ns1.Put(DnsWorld.Forward, "web3.example.com.", RecordType.A, "203.0.113.5");
        var results = _world.Sync();
        var conflict = results.Single(result => result.Change.Name == "web3.example.com.");
        Assert.Equal((DnsOutcome.Skipped, ErrorIds.DnsNotOurs), (conflict.Outcome, conflict.Error!.Id));
        Assert.Contains("web3.example.com. A 203.0.113.5", _world.Ns1.All);
    }
}
