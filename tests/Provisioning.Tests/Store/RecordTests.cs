using Provisioning.Engine;

namespace Provisioning.Tests.Store;

public class RecordTests
{
    [Fact]
    public void An_operation_comes_back_as_it_was_saved()
    {
        using var store = Some.Store();
        var service = store.Write(Durability.Normal, w => w.AddService(Some.Service()));
        var full = Some.Operation(service) with
        {
            State = OperationState.Waiting,
            StepIndex = 2,
            Attempts = 3,
            FailingSince = Some.Noon,
            Unsettled = new Intent("Clone", "clone 900 to 104", Some.Noon.AddTicks(7), "{}"),
            Task = "UPID:n1",
            TaskSince = Some.Noon,
            WaitingFor = "the clone",
            WaitingForSlot = "pve/n1",
            Arguments = """{"a":1}""",
            Error = new ProvisioningError(ErrorIds.BadReply, ErrorKind.NotFound, "odd"),
            StartedAt = Some.Noon,
            EndedAt = Some.Noon,
        };
        var id = store.Write(Durability.Full, w => w.AddOperation(full));
        Assert.Equal(full with { Id = id }, store.Read(r => r.Operation(id)));

        var bare = Some.Operation(service, "Reinstall") with { Id = id };
        store.Write(Durability.Full, w => w.SaveOperation(bare));
        Assert.Equal(bare, store.Read(r => r.Operation(id)));
    }

    [Fact]
    public void The_oldest_queued_operation_is_next()
    {
        using var store = Some.Store();
        var service = store.Write(Durability.Normal, w => Some.Work(w, null));
        var (second, third) = store.Write(Durability.Normal, w => (w.AddOperation(Some.Operation(service)), w.AddOperation(Some.Operation(service))));

        Assert.Equal(1, store.Read(r => r.NextQueued(service, null))!.Id);
        Assert.Equal(second, store.Read(r => r.NextQueued(service, 1))!.Id);
        store.Write(Durability.Normal, w => w.SaveOperation(Some.Operation(service) with { Id = second, State = OperationState.Cancelled }));
        Assert.Equal(third, store.Read(r => r.NextQueued(service, 1))!.Id);
        Assert.Null(store.Read(r => r.NextQueued(99, null)));
    }

    [Fact]
    public void Operations_are_listed_with_the_ended_ones_only_when_asked_for()
    {
        using var store = Some.Store();
        var service = store.Write(Durability.Normal, w =>
        {
            var id = Some.Work(w, Some.Noon);
            foreach (var state in Enum.GetValues<OperationState>()) w.AddOperation(Some.Operation(id) with { State = state, StepIndex = 3 });
            Some.Work(w, null);
            return id;
        });

        var open = store.Read(r => r.OperationPage(service, false, null, 0, 100));
        Assert.Equal(6, open.Count);
        Assert.Equal(Some.Noon, open[0].DueAt);
        Assert.All(open.Skip(1), each => Assert.Null(each.DueAt));
        Assert.Equal((1, 3), (open[0].StepNumber, open[1].StepNumber));
        Assert.Equal(8, store.Read(r => r.OperationPage(service, true, null, 0, 100)).Count);
        Assert.Single(store.Read(r => r.OperationPage(null, false, OperationState.Stopped, 0, 100)));
        Assert.Single(store.Read(r => r.OperationPage(null, true, OperationState.Succeeded, 0, 100)));
        Assert.Equal([2L, 3], store.Read(r => r.OperationPage(null, true, null, 1, 2)).Select(each => each.Id));
    }

    [Fact]
    public void Journal_lines_come_back_oldest_first_or_the_newest_first()
    {
        using var store = Some.Store();
        var full = new JournalEntry
        {
            At = Some.Noon, Event = JournalEvent.Done, ServiceId = 1, OperationId = 2, Operation = "Deploy", Step = "Clone",
            From = "set_ip", To = "clone", Message = "cloned", DurationMs = 12.5, Task = "UPID", ErrorId = "X", Worker = "m/1",
        };
        store.Write(Durability.Normal, w => w.AddJournal(
            [full, full with { Event = JournalEvent.Note }, full with { ServiceId = 2, At = Some.Noon.AddHours(5) }]));

        var all = store.Read(r => r.JournalPage(new RecordFilter(), 0, 10));
        Assert.Equal(full with { Id = 1 }, all[0]);
        Assert.Equal([1L, 2, 3], all.Select(e => e.Id));
        Assert.Equal([3L, 2], store.Read(r => r.JournalPage(new RecordFilter { Last = 2 }, 0, 10)).Select(e => e.Id));
        Assert.Equal([2L], store.Read(r => r.JournalPage(new RecordFilter { Last = 1, ServiceId = 1 }, 0, 10)).Select(e => e.Id));
        Assert.Equal([2L], store.Read(r => r.JournalPage(new RecordFilter { Events = [JournalEvent.Note] }, 0, 10)).Select(e => e.Id));
        Assert.Equal([3L], store.Read(r => r.JournalPage(new RecordFilter { Since = Some.Noon.AddHours(5) }, 0, 10)).Select(e => e.Id));
        Assert.Equal([2L, 3], store.Read(r => r.JournalPage(new RecordFilter(), 1, 10)).Select(e => e.Id));
    }

    [Fact]
    public void Lines_of_an_operation_are_found()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            var service = Some.Work(w, null);
            var other = w.AddOperation(Some.Operation(service));
            w.AddJournal([Line(service, 1), Line(service, other), Line(service, 1)]);
            w.AddCalls([Call(200) with { ServiceId = service, OperationId = other }, Call(200)]);
        });

        Assert.Equal([1L, 3], store.Read(r => r.JournalPage(new RecordFilter { OperationId = 1 }, 0, 10)).Select(e => e.Id));
        Assert.Equal([1L], store.Read(r => r.CallPage(new RecordFilter { OperationId = 2 }, 0, 10)).Select(e => e.Id));
    }

    [Fact]
    public void A_line_that_was_written_late_is_not_missed_by_a_search_since()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w => w.AddJournal(
        [
            Line(1) with { At = Some.Noon.AddDays(-1) }, Line(1) with { At = Some.Noon.AddMinutes(1) },
            Line(1) with { At = Some.Noon.AddMinutes(-30) }, Line(1) with { At = Some.Noon.AddMinutes(2) },
        ]));

        Assert.Equal([2L, 4], store.Read(r => r.JournalPage(new RecordFilter { Since = Some.Noon }, 0, 10)).Select(e => e.Id));
    }

    [Fact]
    public void Calls_come_back_and_the_failed_ones_alone()
    {
        using var store = Some.Store();
        var full = Call(200) with { Endpoint = "n1:8006", Attempt = 2, Parameters = "vmid=1", ServiceId = 1, OperationId = 2, Step = "Clone" };
        store.Write(Durability.Normal, w => w.AddCalls([full, Call(500), Call(null), Call(200) with { Error = "cut off" }, Call(200)]));

        Assert.Equal(full with { Id = 1 }, store.Read(r => r.CallPage(new RecordFilter(), 0, 10))[0]);
        Assert.Equal([2L, 3, 4], store.Read(r => r.CallPage(new RecordFilter { FailedOnly = true }, 0, 10)).Select(c => c.Id));
        Assert.Equal([4L, 3], store.Read(r => r.CallPage(new RecordFilter { FailedOnly = true, Last = 2 }, 0, 10)).Select(c => c.Id));
    }

    [Fact]
    public void What_is_older_than_the_retention_goes_a_bounded_number_at_a_time()
    {
        using var store = Some.Store();
        store.Write(Durability.Normal, w =>
        {
            w.AddJournal(Enumerable.Range(0, 5).Select(day => Line(1) with { At = Some.Noon.AddDays(day) }));
            w.AddCalls(Enumerable.Range(0, 5).Select(day => Call(200) with { At = Some.Noon.AddDays(day) }));
        });
        var now = Some.Noon.AddDays(93);

        Assert.Equal(2, store.Write(Durability.Normal, w => w.Prune(now, 2)));
        Assert.Equal(2, store.Write(Durability.Normal, w => w.Prune(now, 2)));
        Assert.Equal(2, store.Write(Durability.Normal, w => w.Prune(now, 100)));
        Assert.Equal(0, store.Write(Durability.Normal, w => w.Prune(now, 100)));
        Assert.Equal([4L, 5], store.Read(r => r.JournalPage(new RecordFilter(), 0, 10)).Select(e => e.Id));
        Assert.Equal([4L, 5], store.Read(r => r.CallPage(new RecordFilter(), 0, 10)).Select(c => c.Id));
    }

    private static JournalEntry Line(long service, long? operation = null) =>
        new() { At = Some.Noon, Event = JournalEvent.Note, ServiceId = service, OperationId = operation, Message = "m" };

    private static RemoteCall Call(int? status) => new() { At = Some.Noon, Server = "pve", Method = "GET", Path = "/version", Status = status, DurationMs = 1.5 };
}
