using Provisioning.CrashHost;
using Provisioning.Dns;

namespace Provisioning.Tests.DnsPlanning;

/// <summary>What changes between a plan and its writing: who needs a record, who may write its zone, and what is there.</summary>
public sealed class LastLookTests : IDisposable
{
    private const string Name = "web1.example.com.";

    private readonly DnsWorld _world = new();

    public void Dispose() => _world.Dispose();

    /// <summary>A record that nobody needs any more is not made first and deleted later: its address may be somebody else's by then.</summary>
    [Fact]
    public void What_was_to_be_written_is_not_once_its_service_has_ended()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.TickToTheEnd(BeforeIntending(() => _world.Terminate(id)));
        Assert.Empty(_world.Ns1.Log);
        Assert.Empty(_world.Owned);
        Assert.Empty(_world.HeldBack);
    }

    [Fact]
    public void What_was_to_be_deleted_is_not_once_another_service_needs_it()
    {
        var id = _world.Service("web1", "192.0.2.10");
        _world.Tick();
        _world.Terminate(id);
        _world.TickToTheEnd(BeforeIntending(() => _world.Service("web1", "192.0.2.10")));
        Assert.DoesNotContain(_world.Ns1.Log, line => line.StartsWith('-'));
        Assert.Equal(["10.2.0.192.in-addr.arpa. PTR web1.example.com.", "web1.example.com. A 192.0.2.10"], _world.Ns1.All);
        Assert.All(_world.Owned, row => Assert.Equal((2L, null), (row.ServiceId, row.Intent)));
    }

    /// <summary>What is about to be sent is not, once the right to write may be another worker's.</summary>
    [Fact]
    public void Nothing_is_written_after_the_right_to_write_has_run_out()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Ns1.BeforeNextWrite = () => _world.Clock.Advance(TimeSpan.FromMinutes(2));
        var done = _world.Tick();
        Assert.Contains(done.Errors, error => error.Id == ErrorIds.LeaseLost);
        Assert.DoesNotContain(_world.Ns1.Log, line => line.Contains(Name, StringComparison.Ordinal));
        _world.TickToTheEnd();
        Assert.Equal(2, _world.Ns1.All.Count);
    }

    /// <summary>A long run keeps its right as long as no single part of it is too long.</summary>
    [Fact]
    public void The_right_to_write_is_renewed_before_each_part()
    {
        _world.Service("web1", "192.0.2.10");
        _world.Ns1.BeforeNextWrite = () =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(80));
            _world.Ns1.BeforeNextWrite = () => _world.Clock.Advance(TimeSpan.FromSeconds(80));
        };
        Assert.Empty(_world.Tick().Errors);
        Assert.Equal(2, _world.Ns1.All.Count);
    }

    /// <summary>A value that was intended and never came to be holds no address for ever.</summary>
    [Fact]
    public void A_write_that_came_too_late_leaves_no_intention()
    {
        using var world = new DnsWorld(zones: false);
        world.Register(DnsWorld.Forward);
        var id = world.Service("web1", "192.0.2.10");
        world.Tick();
        world.Take(id, "192.0.2.11");
        world.Release(id, "192.0.2.10");
        world.Ns1.BeforeNextWrite = () => world.Ns1.Put(DnsWorld.Forward, Name, RecordType.A, "203.0.113.5", new RecordMark(Guid.NewGuid(), 7));
        world.Tick();
        var row = Assert.Single(world.Owned);
        Assert.Equal((null, null, "192.0.2.10"), (row.Intent, row.Intended, Assert.Single(row.Data!.Values)));
        Assert.Equal(["web1.example.com. A 203.0.113.5"], world.Ns1.All);
    }

    /// <summary>A process in which something happens between its plan and the moment in which it writes down what it intends.</summary>
    private DnsReconciler BeforeIntending(Action happens)
    {
        var happened = false;
        return _world.Start(CrashPlan.Tell(moment =>
        {
            if (happened || moment != "before a Full write") return;
            happened = true;
            happens();
        }));
    }
}
