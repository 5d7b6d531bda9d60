using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

/// <summary>What goes wrong around one service, and what a tick that watches does besides.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly ToyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_service_lost_while_its_task_is_looked_at_is_nothing_to_the_others()
    {
        var ids = _world.Orders(_world.Draft(), _world.Draft());
        _world.Server.BeforeLook = () =>
        {
            _world.Server.BeforeLook = () => { };
            var now = _world.Clock.GetUtcNow() + TimeSpan.FromSeconds(61);
            var thief = new ClaimRequest { Worker = "thief", TickId = "t", Now = now, Until = now + TimeSpan.FromSeconds(1), Watching = true, Limit = 1 };
            Assert.Single(_world.Store.Write(Durability.Normal, w => w.Claim(thief)));
        };

        var summary = _world.Tick();

        Assert.Equal(1, summary.Completed);
        _world.Clock.Advance(TimeSpan.FromSeconds(63));
        _world.Tick();
        Assert.All(ids, id => Assert.Equal("ready", _world.Service(id).LocalStatus));
    }

    [Fact]
    public void A_look_that_breaks_is_told_once_and_made_again()
    {
        var id = _world.Order();
        var broken = 2;
        _world.Server.BeforeLook = () =>
        {
            if (broken-- > 0) throw new InvalidOperationException("out\nof order");
        };

        _world.Tick();
        var waiting = _world.Service(id);
        for (var i = 0; i < 3; i++)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(10));
            _world.Tick();
        }

        Assert.Equal(ErrorIds.StepFaulted, waiting.LastError?.Id);
        Assert.Equal("ready", _world.Service(id).LocalStatus);
        var told = Assert.Single(_world.Journal(id), line => line.Event == JournalEvent.Retried);
        Assert.Contains("out of order", told.Message, StringComparison.Ordinal);
        Assert.Null(_world.Service(id).LastError);
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_fails_one_step_and_not_the_tick()
    {
        var ids = _world.Orders(_world.Draft("first"), _world.Draft("second"));
        var once = true;
        _world.Server.Before = call =>
        {
            if (call != "paint" || !once) return;
            once = false;
            throw new TaskCanceledException("A limit of the handler's own.");
        };

        var summary = _world.Tick();

        Assert.Equal((1, 1), (summary.Completed, summary.Failed));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Tick();
        Assert.All(ids, id => Assert.Equal("ready", _world.Service(id).LocalStatus));
    }

    [Fact]
    public void A_request_that_a_client_sent_again_is_in_the_journal()
    {
        var id = _world.Order();
        _world.Driver.Plans["Deploy"] = new OperationPlan("Deploy",
        [
            new ToyStep("ask", "ready", (context, _) =>
            {
                context.Calls(Try(1, "connection reset"));
                context.Calls(Try(2, null) with { Endpoint = "b:8006", Status = 200 });
                return new(StepResult.Done("asked"));
            }),
        ]) { EndStatus = ServiceStatus.Active };

        _world.Tick();

        var told = Assert.Single(_world.Journal(id), line => line.Event == JournalEvent.Retried);
        Assert.Equal(("ask", "GET /version sent again to b:8006 (try 2): connection reset"), (told.Step, told.Message));
        Assert.True(told.Id < _world.Journal(id).Single(line => line.Event == JournalEvent.Done).Id);
    }

    [Fact]
    public void A_tick_that_watches_clears_away_what_is_older_than_the_retention()
    {
        var old = new JournalEntry { At = _world.Clock.GetUtcNow().AddYears(-20), Event = JournalEvent.Note, ServiceId = 1, Message = "long ago" };
        _world.Store.Write(Durability.Normal, w => w.AddJournal([old]));
        using var stop = new CancellationTokenSource();
        var runs = 0;
        _world.Driver.Plans["Deploy"] = new OperationPlan("Deploy",
        [
            new ToyStep("rest", "ready", (_, _) =>
            {
                if (runs++ == 0) return new(StepResult.Later(TimeSpan.FromMinutes(2), "for a while"));
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            }),
        ]);
        _world.Order();

        Assert.ThrowsAny<OperationCanceledException>(() => _world.Clock.Run(() => _world.Engine.TickAsync(new TickOptions { Watch = true }, null, stop.Token)));

        Assert.Equal(2, runs);
        Assert.DoesNotContain(_world.Journal(1), line => line.Message == old.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void No_more_services_are_worked_on_at_a_time_than_allowed(int allowed)
    {
        var (now, most) = (0, 0);
        _world.Driver.Plans["Deploy"] = new OperationPlan("Deploy",
        [
            new ToyStep("hold", "ready", async (context, cancellation) =>
            {
                most = Math.Max(most, ++now);
                await Task.Delay(TimeSpan.FromSeconds(3), context.Clock, cancellation);
                now--;
                return StepResult.Done("held");
            }),
        ]);
        var ids = _world.Orders([.. Enumerable.Range(0, 8).Select(_ => _world.Draft())]);

        _world.Tick(new TickOptions { MaxConcurrency = allowed });

        Assert.Equal(allowed, most);
        Assert.All(ids, id => Assert.Equal("ready", _world.Service(id).LocalStatus));
    }

    private RemoteCall Try(int attempt, string? error) => new()
    {
        At = _world.Clock.GetUtcNow(), Server = "toys", Endpoint = "a:8006", Method = "GET", Path = "/version", Attempt = attempt, Error = error,
    };
}
