using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

public class LabFaultTests
{
    private const string Config = "/nodes/pve1/qemu/9000/config";

    [Theory]
    [InlineData(LabMoment.Before, false)]
    [InlineData(LabMoment.After, true)]
    public void A_dropped_connection_tells_nothing_about_the_effect(LabMoment moment, bool effect)
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once("PUT", "*/config", new LabEffect { Drop = moment });
        var error = Assert.Throws<HttpRequestException>(() => bench.Call("PUT", Config, "onboot=1"));
        Assert.Equal(HttpRequestError.ResponseEnded, error.HttpRequestError);
        Assert.Equal(effect, bench.Lab.FindVm(9000)!.Config.ContainsKey("onboot"));
        Assert.Equal(200, bench.Call("PUT", Config, "onboot=1").Status);
    }

    [Fact]
    public void A_596_may_come_after_the_effect()
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once("POST", "*/clone", new LabEffect { Status = 596, StatusMoment = LabMoment.After });
        var answer = bench.Call("POST", LabBench.Clone, "newid=100");
        Assert.Equal((596, "Connection timed out"), (answer.Status, answer.Reason));
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(bench.Lab.FindVm(100));
    }

    [Fact]
    public void A_status_can_be_given_with_its_text()
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once(null, null, new LabEffect { Status = 500, Text = "got no worker upid - start worker failed" });
        var answer = bench.Call("POST", LabBench.Clone, "newid=100");
        Assert.Equal("got no worker upid - start worker failed\n", (string?)answer.Json["message"]);
        Assert.Empty(bench.Lab.Tasks);
    }

    [Fact]
    public async Task A_call_that_hangs_ends_when_it_is_cancelled()
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once("GET", "/version", new LabEffect { Hang = LabMoment.Before });
        using var cancel = new CancellationTokenSource();
        var call = bench.Begin("GET", "/version", ct: cancel.Token);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(call.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public void Only_the_nth_request_is_met_and_a_delay_takes_its_time()
    {
        using var bench = new LabBench();
        var fault = bench.Lab.Faults.Add(new LabFault { Path = "/version", Nth = 2, Effect = new LabEffect { DelaySeconds = 7 } });
        Assert.True(bench.Begin("GET", "/version").IsCompleted);
        var start = bench.Clock.GetUtcNow();
        Assert.Equal(200, bench.Call("GET", "/version").Status);
        Assert.Equal(7, (bench.Clock.GetUtcNow() - start).TotalSeconds, 2);
        Assert.True(bench.Begin("GET", "/version").IsCompleted);
        Assert.Equal((3, 1), (fault.Matched, fault.Struck));
    }

    [Fact]
    public void A_task_can_end_with_warnings()
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Add(new LabFault { Vmid = 100, Times = 1, Effect = new LabEffect { TaskWarning = "iothread is not supported", TaskExtraSeconds = 20 } });
        Assert.Equal("WARNINGS: 1", bench.Run("POST", LabBench.Clone, "newid=100"));
        Assert.NotNull(bench.Lab.FindVm(100));
        Assert.Contains("WARN: iothread is not supported", bench.Lab.Tasks.Single().Log);
    }

    [Fact]
    public void A_node_that_is_down_answers_595_through_the_others()
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once("GET", "/cluster/status", new LabEffect { NodeDown = "pve2" });
        Assert.Equal(0, (int)bench.Get("/cluster/status").Single(n => (string?)n["name"] == "pve2")["online"]!);
        Assert.Equal(595, bench.Call("GET", "/nodes/pve2/qemu").Status);
        bench.Lab.SetNodeOnline("pve2", true);
        Assert.Equal(200, bench.Call("GET", "/nodes/pve2/qemu").Status);
    }

    [Fact]
    public void The_endpoint_of_a_node_that_is_down_refuses_connections()
    {
        using var bench = new LabBench(endpoint: "pve2");
        bench.Lab.SetNodeOnline("pve2", false);
        var error = Assert.Throws<HttpRequestException>(() => bench.Call("GET", "/version"));
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
    }

    [Fact]
    public void What_a_node_was_doing_ends_when_it_goes_down()
    {
        using var bench = new LabBench(endpoint: "pve1");
        bench.Lab.HoldLock("vm:9000", TimeSpan.FromSeconds(8));
        var direct = bench.Begin("PUT", Config, "cores=1");
        var task = bench.Call("PUT", "/nodes/pve1/qemu/9000/resize", "disk=scsi0&size=5G").Upid;
        bench.Lab.SetNodeOnline("pve1", false);
        Assert.IsType<HttpRequestException>(direct.Exception!.InnerException);
        Assert.Equal("unexpected status", bench.Lab.Tasks.Single(t => t.Upid == task).ExitStatus);
        Assert.DoesNotContain("size=5G", bench.Lab.FindVm(9000)!.Config["scsi0"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_can_be_garbage_or_break_off()
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once("GET", "/version", new LabEffect { Garbage = "<html>" });
        Assert.Equal("<html>", bench.Call("GET", "/version").Text);
        bench.Lab.Faults.Once("GET", "/version", new LabEffect { Truncate = true });
        Assert.ThrowsAny<Exception>(() => bench.Call("GET", "/version"));
    }

    [Fact]
    public void The_request_log_keeps_secrets_to_itself()
    {
        using var bench = new LabBench();
        bench.Call("PUT", Config, "cipassword=hush&ciuser=u");
        var entry = bench.Lab.RequestLog.Single();
        Assert.Equal(("PUT", Config, 200, true), (entry.Method, entry.Path, entry.Status, entry.Protected));
        Assert.DoesNotContain("hush", entry.Body, StringComparison.Ordinal);
        Assert.StartsWith("$5$", bench.Lab.FindVm(9000)!.Config["cipassword"], StringComparison.Ordinal);
    }
}
