using Provisioning.Engine;

namespace Provisioning.Tests.Engine;

public sealed class RequestTests : IDisposable
{
    private readonly ToyWorld _world = new();

    public RequestTests()
    {
        _world.Driver.Plans["Mend"] = new OperationPlan("Mend", [Step("mend"), Step("polish")])
        {
            EntryStatus = "mending", EndLocalStatus = "ready", Keeps = ["mending"], AllowedIn = ["ready", "mending"], Remedy = "Let it be made first.",
        };
        _world.Driver.Plans["Scrap"] = new OperationPlan("Scrap", [Step("scrap", "gone")])
        {
            EntryStatus = "scrapping", EndStatus = ServiceStatus.Terminated, Overrules = true,
        };
        _world.Driver.Plans["Redo"] = new OperationPlan("Redo", _world.Driver.Plans["Deploy"].Steps) { GoesOn = true, EndStatus = ServiceStatus.Active };
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_idle_service_begins_at_once()
    {
        var id = Ready();
        var operation = Request(id, "Mend", """{"how":"well"}""");
        Assert.Equal(("mending", "Mend", OperationState.Queued), (_world.Service(id).LocalStatus, _world.Service(id).Operation, _world.Service(id).OperationState!.Value));
        var line = _world.Journal(id).Single(e => e.Event == JournalEvent.Requested && e.OperationId == operation);
        Assert.Equal("Mend", line.Message);
        Assert.Equal("""{"how":"well"}""", _world.Store.Read(r => r.Operation(operation))!.Arguments);
        _world.Tick();
        Assert.Equal(("ready", null), (_world.Service(id).LocalStatus, _world.Service(id).OperationState));
    }

    [Fact]
    public void What_is_asked_for_meanwhile_waits_and_is_judged_by_what_will_be()
    {
        var id = _world.Order();
        Request(id, "Mend");
        Request(id, "Repaint");
        Assert.Equal("Deploy", _world.Service(id).Operation);
        _world.Tick();
        _world.Tick();
        Assert.Equal(["Deploy", "Mend", "Repaint"], Completed(id));
        Assert.Equal("ready", _world.Service(id).LocalStatus);
    }

    [Fact]
    public void Behind_the_end_nothing_more_is_taken()
    {
        var id = Ready();
        Request(id, "Scrap");
        var refused = Assert.Throws<ProvisioningException>(() => Request(id, "Mend"));
        Assert.Equal(ErrorIds.StatusForbids, refused.Error.Id);
        Assert.Contains("Terminated", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_what_was_found_and_what_would_do()
    {
        var id = Stopped("paint");
        var error = Assert.Throws<ProvisioningException>(() => Request(id, "Mend")).Error;
        Assert.Equal($"Mend is refused for service {id}: its local status is 'made'. It needs the local status 'ready' or 'mending'. Let it be made first.", error.Message);
        Assert.Single(_world.Store.Read(r => r.OperationPage(id, true, null, 0, 10)));
    }

    [Fact]
    public void A_stopped_operation_that_is_half_done_steps_aside_and_comes_back()
    {
        var id = Stopped("paint");
        Request(id, "Repaint");
        _world.Tick();
        Assert.Equal(["Repaint"], Completed(id));
        Assert.Equal(("Deploy", OperationState.Stopped), (_world.Service(id).Operation, _world.Service(id).OperationState!.Value));
        _world.Server.Before = _ => { };
        _world.Tick(new TickOptions { ServiceIds = [id] });
        Assert.Equal("ready", _world.Service(id).LocalStatus);
    }

    [Fact]
    public void A_stopped_operation_is_cancelled_by_one_that_moves_the_status()
    {
        var id = Stopped("paint");
        _world.Server.Before = _ => { };
        Request(id, "Scrap");
        _world.Tick();
        Assert.Equal(("gone", ServiceStatus.Terminated, null), (_world.Service(id).LocalStatus, _world.Service(id).Status, _world.Service(id).OperationState));
        Assert.Equal(OperationState.Cancelled, _world.Store.Read(r => r.OperationPage(id, true, null, 0, 10))[0].State);
        Assert.Contains(_world.Journal(id), e => e.Message == "Deploy cancelled: Scrap takes its place");
    }

    [Fact]
    public void The_end_overrules_what_only_waits_for_another_try_and_all_behind_it()
    {
        var id = Ready();
        _world.Server.Before = what => Fail(what == "mend", retryable: true);
        Request(id, "Mend");
        _world.Tick();
        Request(id, "Repaint");
        Assert.Equal(OperationState.Retrying, _world.Service(id).OperationState);
        Request(id, "Scrap");
        _world.Tick();
        Assert.Equal(["Deploy", "Scrap"], Completed(id));
        Assert.DoesNotContain("strip", _world.Server.CallLog);
    }

    [Fact]
    public void The_end_waits_for_a_worker_that_is_at_it()
    {
        var id = _world.Order();
        _world.Server.Before = what => Fail(what == "paint", retryable: true);
        _world.Tick();
        Assert.Equal(OperationState.Retrying, _world.Service(id).OperationState);
        var now = _world.Clock.GetUtcNow();
        Assert.NotNull(_world.Store.Write(Durability.Normal, w => w.ClaimOne(id, new ClaimRequest { Worker = "other", TickId = "t", Now = now, Until = now.AddMinutes(1), Watching = false, Limit = 1 })));
        Request(id, "Scrap");
        Assert.Equal("Deploy", _world.Service(id).Operation);
        _world.Server.Before = _ => { };
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        _world.Tick();
        _world.Tick();
        Assert.Equal(["Deploy", "Scrap"], Completed(id));
    }

    [Fact]
    public void A_waiting_operation_that_is_no_longer_allowed_is_cancelled_with_its_reason()
    {
        var id = _world.Order();
        Request(id, "Mend");
        var mend = _world.Store.Read(r => r.NextQueued(id, r.Service(id)!.OperationId))!.Id;
        _world.Driver.Plans["Mend"] = _world.Driver.Plans["Mend"] with { AllowedIn = ["elsewhere"] };
        _world.Tick();
        var cancelled = _world.Store.Read(r => r.Operation(mend))!;
        Assert.Equal((OperationState.Cancelled, ErrorIds.StatusForbids), (cancelled.State, cancelled.Error!.Id));
        Assert.Contains(_world.Journal(id), e => e.OperationId == mend && e.ErrorId == ErrorIds.StatusForbids);
        Assert.Null(_world.Service(id).OperationState);
    }

    [Fact]
    public void What_goes_on_begins_behind_the_status_reached()
    {
        var id = Ready();
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(id)! with { LocalStatus = "painted" }));
        _world.Server.CallLog.Clear();
        Request(id, "Redo");
        _world.Tick();
        Assert.Equal(["look"], _world.Server.CallLog);
        Assert.Equal("ready", _world.Service(id).LocalStatus);
    }

    [Fact]
    public void Unknown_services_and_operations_are_refused()
    {
        var id = Ready();
        Assert.Equal(ErrorIds.ServiceNotFound, Assert.Throws<ProvisioningException>(() => Request(id + 1, "Mend")).Error.Id);
        var error = Assert.Throws<ProvisioningException>(() => Request(id, "Fly")).Error;
        Assert.Equal(ErrorIds.OperationUnknown, error.Id);
        Assert.Contains("Mend", error.Message, StringComparison.Ordinal);
    }

    private ToyStep Step(string name, string? completes = null) => new(name, completes, (context, _) =>
    {
        _world.Server.Call(name, () => true);
        return new(StepResult.Done(name));
    });

    private long Ready()
    {
        var id = _world.Order();
        _world.Tick();
        return id;
    }

    private long Stopped(string at)
    {
        _world.Server.Before = what => Fail(what == at, retryable: false);
        var id = _world.Order();
        _world.Tick();
        Assert.Equal(OperationState.Stopped, _world.Service(id).OperationState);
        return id;
    }

    private static void Fail(bool fails, bool retryable)
    {
        if (fails) throw new ProvisioningException(ErrorIds.ServerRefused, ErrorKind.RemoteFailure, "not today", retryable: retryable);
    }

    private long Request(long id, string operation, string arguments = "{}") => _world.Engine.Requests.Request(id, operation, arguments);

    private IEnumerable<string> Completed(long id) => _world.Journal(id).Where(e => e.Event == JournalEvent.Completed).Select(e => e.Operation!);
}
