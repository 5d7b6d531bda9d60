using System.Runtime.InteropServices;
using System.Text.Json;
using Provisioning.Cli;

namespace Provisioning.Tests.Cli;

public class TickCommandTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Options_reach_the_tick_as_given()
    {
        var stores = new FakeStores();
        using var face = new Face(stores);
        Assert.Equal(ExitCode.Fine, await face.RunAsync("tick", "--state-path", "here.db", "--max-concurrency", "3", "--time-budget", "0:00:50", "--service-id", "4", "--service-id", "5"));
        Assert.Equal(Path.GetFullPath("here.db"), stores.Opened!.StatePath);
        Assert.False(stores.Opened.CreateIfMissing);
        Assert.Equal(3, stores.Ticked!.MaxConcurrency);
        Assert.Equal(TimeSpan.FromSeconds(50), stores.Ticked.TimeBudget);
        Assert.Equal([4L, 5L], stores.Ticked.ServiceIds!);
        Assert.False(stores.Ticked.Watch);
    }

    [Fact]
    public async Task Without_options_it_is_one_pass_over_everything()
    {
        var stores = new FakeStores();
        using var face = new Face(stores);
        Assert.Equal(ExitCode.Fine, await face.RunAsync("tick"));
        Assert.Equal(new TickOptions(), stores.Ticked);
        Assert.Equal(["0 services, 0 steps, 0 calls in 1.5 s."], face.OutputLines);
    }

    [Fact]
    public async Task A_service_that_does_not_exist_is_a_wrong_command_line()
    {
        var stores = new FakeStores();
        using var face = new Face(stores);
        Assert.Equal(ExitCode.Usage, await face.RunAsync("tick", "--service-id", "100"));
        Assert.Equal(["ServiceNotFound: There is no service 100."], face.ErrorLines);
        Assert.Null(stores.Ticked);
    }

    [Fact]
    public async Task What_stopped_goes_to_the_error_stream_and_into_the_exit_code()
    {
        var stores = new FakeStores
        {
            Journal = [Line(JournalEvent.Done, "cores 2"), Line(JournalEvent.Completed, "Deploy complete"), Line(JournalEvent.Stopped, "It is not ours.", ErrorIds.ForeignMachine)],
            Run = _ => Task.FromResult(FakeStores.Quiet with { Services = 2, Steps = 1, Completed = 1, Stopped = 1, RemoteCalls = 7, NextDueAt = Noon }),
        };
        using var face = new Face(stores);
        Assert.Equal(ExitCode.Stopped, await face.RunAsync("tick", "--once"));
        Assert.Equal(["ForeignMachine: Service 7, Deploy stopped at set_cpu_ram: It is not ours."], face.ErrorLines);
        Assert.Equal(
            ["7 Deploy set_cpu_ram Completed: Deploy complete", "2 services, 1 step, 7 calls in 1.5 s; 1 completed; 1 stopped. Next due at 2026-11-01 12:00:00Z."],
            face.OutputLines);
    }

    [Fact]
    public async Task A_pass_as_json_is_one_document_and_nothing_else()
    {
        var stores = new FakeStores
        {
            Journal = [Line(JournalEvent.Completed, "Deploy complete"), Line(JournalEvent.Failed, "later", ErrorIds.ServerTimeout)],
            Run = _ => Task.FromResult(FakeStores.Quiet with
            {
                StartedAt = Noon,
                Failed = 1,
                NextDueAt = Noon,
                Errors = [new ProvisioningError(ErrorIds.ServerTimeout, ErrorKind.Timeout, "later", "7", Retryable: true)],
            }),
        };
        using var face = new Face(stores);
        Assert.Equal(ExitCode.Fine, await face.RunAsync("tick", "--output", "json"));
        Assert.Empty(face.Errors);
        Assert.Equal(
            ["startedAt", "durationMs", "services", "steps", "completed", "waiting", "failed", "stopped", "remoteCalls", "nextDueAt", "budgetSpent", "errors"],
            face.Document.EnumerateObject().Select(p => p.Name));
        Assert.Equal("2026-11-01T12:00:00+00:00", face.Document.GetProperty("startedAt").GetString());
        Assert.Equal(1500, face.Document.GetProperty("durationMs").GetInt32());
        var error = face.Document.GetProperty("errors")[0];
        Assert.Equal(("ServerTimeout", "Timeout", true), (error.GetProperty("id").GetString(), error.GetProperty("kind").GetString(), error.GetProperty("retryable").GetBoolean()));
    }

    [Fact]
    public async Task A_watch_as_json_is_a_line_for_each_end_failure_and_stop()
    {
        var stores = new FakeStores { Journal = [Line(JournalEvent.Done, "cores 2"), Line(JournalEvent.Completed, "Deploy complete"), Line(JournalEvent.Stopped, "No.", ErrorIds.ServerRefused)] };
        using var face = new Face(stores);
        await face.RunAsync("tick", "--watch", "--time-budget", "1", "--output", "json");
        Assert.True(stores.Ticked!.Watch);
        Assert.Equal(["Completed", "Stopped"], face.OutputLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
        Assert.StartsWith("ServerRefused: ", Assert.Single(face.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_tells_every_step()
    {
        using var face = new Face(new FakeStores { Journal = [Line(JournalEvent.Done, "cores 2")] });
        await face.RunAsync("tick", "--verbose");
        Assert.Equal("7 Deploy set_cpu_ram Done: cores 2", face.OutputLines[0]);
    }

    [Fact]
    public async Task A_preview_touches_nothing()
    {
        var stores = new FakeStores { Due = [new TickPreview(7, "web-1", "Deploy", "set_cpu_ram", "clone", Noon, null)] };
        using var text = new Face(stores);
        Assert.Equal(ExitCode.Fine, await text.RunAsync("tick", "--what-if"));
        Assert.Equal(["7 web-1: Deploy would go on with set_cpu_ram (now clone)", "A tick would begin with 1 service; nothing was touched."], text.OutputLines);

        using var json = new Face(stores);
        Assert.Equal(ExitCode.Fine, await json.RunAsync("tick", "--what-if", "--output", "json"));
        Assert.Equal("clone", json.Document.GetProperty("due")[0].GetProperty("localStatus").GetString());
        Assert.Null(stores.Ticked);
    }

    [Fact]
    public async Task What_a_rule_would_ask_for_is_told_with_its_reason()
    {
        var stores = new FakeStores { Due = [new TickPreview(7, "web-1", "Suspend", "power_off", "ready", Noon, null) { Reason = "4 days overdue" }] };
        using var text = new Face(stores);
        Assert.Equal(ExitCode.Fine, await text.RunAsync("tick", "--what-if"));
        Assert.Equal("7 web-1: Suspend would be asked for (now ready): 4 days overdue", text.OutputLines[0]);

        using var json = new Face(stores);
        await json.RunAsync("tick", "--what-if", "--output", "json");
        Assert.Equal("4 days overdue", json.Document.GetProperty("due")[0].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("--once", PosixSignal.SIGINT, 130)]
    [InlineData("--once", PosixSignal.SIGTERM, 143)]
    [InlineData("--watch", PosixSignal.SIGINT, 130)]
    [InlineData("--watch", PosixSignal.SIGTERM, 0)]
    public async Task A_signal_ends_it_in_good_order(string how, PosixSignal signal, int code)
    {
        using var face = new Face(new FakeStores { Run = async cancellation => { await Task.Delay(Timeout.Infinite, cancellation); return FakeStores.Quiet; } });
        var running = face.RunAsync("tick", how);
        face.Interruption.Ask(signal);
        Assert.Equal(code, await running.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(face.Errors);
    }

    private static JournalEntry Line(JournalEvent what, string message, string? error = null) =>
        new() { At = Noon, Event = what, ServiceId = 7, Operation = "Deploy", Step = "set_cpu_ram", Message = message, ErrorId = error };
}
