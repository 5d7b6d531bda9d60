using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

public sealed class TickTests : IDisposable
{
    private readonly ToyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void One_tick_follows_short_tasks_to_ready()
    {
        var id = _world.Order();
        var summary = _world.Tick();
        var service = _world.Service(id);
        Assert.Equal(("ready", ServiceStatus.Active, null), (service.LocalStatus, service.Status, service.OperationState));
        Assert.NotNull(service.ReadyAt);
        Assert.Equal((1, 3, 1, 0, 0), (summary.Services, summary.Steps, summary.Completed, summary.Waiting, summary.Stopped));
        Assert.Null(summary.NextDueAt);
        Assert.Equal(["make", "look", "paint", "look", "open"], _world.Server.CallLog);
    }

    /// <summary>What the store rounds off is waited for too, not asked about again and again.</summary>
    [Fact]
    public void A_tick_that_begins_between_two_milliseconds_does_not_spin()
    {
        _world.Clock.Advance(TimeSpan.FromMicroseconds(817));
        var id = _world.Order();
        _world.Tick();
        Assert.Equal("ready", _world.Service(id).LocalStatus);
    }

    [Fact]
    public void A_long_task_is_left_to_the_next_tick()
    {
        _world.Server.TaskLength = TimeSpan.FromMinutes(3);
        var id = _world.Order();
        var first = _world.Tick();
        Assert.Equal(1, first.Waiting);
        Assert.Equal(OperationState.Waiting, _world.Service(id).OperationState);
        _world.Clock.Advance(TimeSpan.FromMinutes(3));
        _world.Tick();
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        Assert.Equal(2, _world.Service(id).Ticks);
    }

    [Fact]
    public void The_journal_tells_every_step_with_its_status()
    {
        var id = _world.Order();
        _world.Tick();
        var steps = _world.Journal(id).Where(e => e.Event is JournalEvent.Done or JournalEvent.Skipped).Select(e => (e.Step, e.From, e.To));
        Assert.Equal([("make", "creation", "made"), ("paint", "made", "painted"), ("open", "painted", "ready")], steps);
        Assert.Contains(_world.Journal(id), e => e.Event == JournalEvent.Intent && e.Message == "paint");
        Assert.Equal(JournalEvent.Completed, _world.Journal(id)[^1].Event);
    }

    [Fact]
    public void Many_tasks_share_their_looks()
    {
        _world.Orders([.. Enumerable.Range(0, 200).Select(_ => _world.Draft())]);
        _world.Tick(new TickOptions { MaxConcurrency = 200 });
        Assert.InRange(_world.Server.Looks, 1, 12);
    }

    [Fact]
    public void A_retryable_failure_backs_off_and_then_succeeds()
    {
        var failures = 3;
        _world.Server.Before = call =>
        {
            if (call == "paint" && failures-- > 0) throw Busy();
        };
        var id = _world.Order();
        var waits = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            _world.Tick();
            var service = _world.Service(id);
            Assert.Equal(OperationState.Retrying, service.OperationState);
            Assert.Equal(ErrorIds.MachineLocked, service.LastError!.Id);
            var wait = service.DueAt!.Value - _world.Clock.GetUtcNow();
            waits.Add(wait.TotalSeconds);
            _world.Clock.Advance(wait);
        }
        _world.Tick();
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        Assert.Null(_world.Service(id).LastError);
        Assert.Equal([3.75, 7.5, 15], waits.Select(w => Math.Round(w, 2)));
    }

    [Fact]
    public void A_final_failure_stops_until_somebody_asks()
    {
        var broken = true;
        _world.Server.Before = call =>
        {
            if (broken && call == "open") throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe, "not ours");
        };
        var id = _world.Order();
        var summary = _world.Tick();
        Assert.Equal(1, summary.Stopped);
        Assert.Equal(ErrorIds.ForeignMachine, Assert.Single(summary.Errors).Id);
        broken = false;
        _world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, _world.Tick().Services);
        _world.Tick(new TickOptions { ServiceIds = [id] });
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        Assert.Contains(_world.Journal(id), e => e.Event == JournalEvent.Resumed);
    }

    [Fact]
    public void Failing_for_a_day_is_given_up()
    {
        _world.Server.Before = call =>
        {
            if (call == "open") throw Busy();
        };
        var id = _world.Order();
        for (var i = 0; i < 400 && _world.Service(id).OperationState != OperationState.Stopped; i++)
        {
            _world.Tick();
            if (_world.Service(id).DueAt is { } due) _world.Clock.Advance(due - _world.Clock.GetUtcNow());
        }
        Assert.Equal(ErrorIds.RetriesExhausted, _world.Service(id).LastError!.Id);
        Assert.InRange(_world.Operation(id).Attempts, 100, 250);
    }

    [Fact]
    public void A_bad_service_does_not_stop_the_others()
    {
        var ids = _world.Orders(_world.Draft("good1"), _world.Draft("bad"), _world.Draft("good2"));
        _world.Driver.Plans["Deploy"] = _world.Driver.Plans["Deploy"] with
        {
            Steps =
            [
                new ToyStep("trip", null, (c, _) => c.Service.HostName == "bad" ? throw new InvalidCastException("boom\nboom") : new(StepResult.Skipped("fine"))),
                .. _world.Driver.Plans["Deploy"].Steps,
            ],
        };
        var summary = _world.Tick();
        Assert.Equal((2, 1), (summary.Completed, summary.Failed));
        var error = _world.Service(ids[1]).LastError!;
        Assert.Equal((ErrorIds.StepFaulted, true), (error.Id, error.Retryable));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_kind_that_nobody_drives_stops_clearly()
    {
        var id = _world.Order(_world.Draft(operation: "Launch"));
        _world.Tick();
        Assert.Equal(ErrorIds.OperationUnknown, _world.Service(id).LastError!.Id);
    }

    [Fact]
    public void The_budget_ends_after_the_step_under_way()
    {
        _world.Server.After = call =>
        {
            if (call == "paint") _world.Clock.Advance(TimeSpan.FromSeconds(30));
        };
        var ids = _world.Orders(_world.Draft(), _world.Draft());
        var summary = _world.Tick(new TickOptions { TimeBudget = TimeSpan.FromSeconds(20), MaxConcurrency = 1 });
        Assert.True(summary.BudgetSpent);
        Assert.Equal("painted", _world.Service(ids[0]).LocalStatus);
        Assert.Equal(OperationState.Queued, _world.Service(ids[0]).OperationState);
        _world.Tick();
        Assert.All(ids, id => Assert.Equal("ready", _world.Service(id).LocalStatus));
    }

    [Fact]
    public void Only_the_named_services_are_ticked()
    {
        var ids = _world.Orders(_world.Draft(), _world.Draft());
        _world.Tick(new TickOptions { ServiceIds = [ids[1]] });
        Assert.Equal(["creation", "ready"], ids.Select(id => _world.Service(id).LocalStatus));
    }

    [Fact]
    public void A_preview_touches_nothing()
    {
        var id = _world.Order();
        var preview = Assert.Single(_world.Engine.Preview(new TickOptions()));
        Assert.Equal((id, "Deploy", "make", "creation"), (preview.ServiceId, preview.Operation, preview.Step, preview.LocalStatus));
        Assert.Empty(_world.Server.CallLog);
        Assert.Equal(0, _world.Service(id).Ticks);
    }

    [Fact]
    public void A_queued_operation_follows_the_present_one()
    {
        var id = _world.Order();
        _world.Store.Write(Durability.Normal, w => w.AddOperation(new OperationRow { ServiceId = id, Name = "Repaint", CreatedAt = _world.Clock.GetUtcNow() }));
        _world.Tick();
        Assert.Equal(("Repaint", OperationState.Succeeded), (_world.Operation(id).Name, _world.Operation(id).State));
        Assert.Contains("strip", _world.Server.Things[_world.Service(id).HostName]);
        Assert.Null(_world.Service(id).Operation);
    }

    [Fact]
    public void A_cancelled_tick_leaves_the_service_due_with_its_announcement()
    {
        using var stop = new CancellationTokenSource();
        _world.Server.After = call =>
        {
            if (call != "paint") return;
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        };
        var id = _world.Order();
        Assert.ThrowsAny<OperationCanceledException>(() => _world.Clock.Run(() => _world.Engine.TickAsync(new TickOptions(), null, stop.Token)));
        Assert.Equal("made", _world.Service(id).LocalStatus);
        var operation = _world.Operation(id).Id;
        Assert.NotNull(_world.Store.Read(r => r.Operation(operation))!.Unsettled);
        _world.Server.After = _ => { };
        _world.Tick();
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        Assert.Single(_world.Server.CallLog, c => c == "paint");
    }

    private static ProvisioningException Busy() => new(ErrorIds.MachineLocked, ErrorKind.Busy, "locked", retryable: true);
}
