using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

public class LabLockTests
{
    [Fact]
    public void A_change_waits_ten_seconds_for_the_lock_of_the_vm()
    {
        using var bench = new LabBench();
        bench.Lab.HoldLock("vm:9000", TimeSpan.FromSeconds(60));
        var start = bench.Clock.GetUtcNow();
        var answer = bench.Call("PUT", "/nodes/pve1/qemu/9000/config", "cores=1");
        Assert.Equal((500, "can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout"), (answer.Status, answer.Reason));
        Assert.Equal(10, (bench.Clock.GetUtcNow() - start).TotalSeconds, 2);
    }

    [Fact]
    public void A_clone_waits_one_second_for_the_lock_of_its_source()
    {
        using var bench = new LabBench();
        bench.Lab.HoldLock("vm:9000", TimeSpan.FromSeconds(60));
        var start = bench.Clock.GetUtcNow();
        Assert.Equal("can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout", bench.Run("POST", LabBench.Clone, "newid=100"));
        Assert.InRange((bench.Clock.GetUtcNow() - start).TotalSeconds, 1, 1.2);
    }

    [Fact]
    public void The_fourth_protected_call_waits_for_a_worker()
    {
        using var bench = new LabBench();
        bench.Lab.HoldLock("vm:9000", TimeSpan.FromSeconds(5));
        var changes = Enumerable.Range(0, 3).Select(_ => bench.Begin("PUT", "/nodes/pve1/qemu/9000/config", "cores=1")).ToList();
        var status = bench.Begin("GET", "/nodes/pve1/qemu/9000/status/current");
        Assert.False(status.IsCompleted);
        Assert.True(bench.Begin("GET", "/nodes/pve1/qemu/9000/config").IsCompleted, "Unprotected calls need no worker.");
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.All(changes, c => Assert.Equal(200, LabBench.Answered(c).Status));
        Assert.Equal(200, LabBench.Answered(status).Status);
    }

    [Fact]
    public void A_call_the_proxy_gave_up_on_is_executed_all_the_same()
    {
        using var bench = new LabBench();
        bench.Lab.HoldLock("workers:pve1", TimeSpan.FromSeconds(31));
        var answer = bench.Call("POST", LabBench.Clone, "newid=100");
        Assert.Equal((596, "Connection timed out", ""), (answer.Status, answer.Reason, answer.Text));
        Assert.Null(bench.Lab.FindVm(100));
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(bench.Lab.FindVm(100));
    }

    [Fact]
    public void Stopping_a_task_gives_its_locks_back()
    {
        using var bench = new LabBench();
        var upid = bench.Call("POST", LabBench.Clone, "newid=100&full=1").Upid;
        bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
        var change = bench.Begin("PUT", "/nodes/pve1/qemu/9000/config", "onboot=1");
        Assert.Equal(200, bench.Call("DELETE", "/nodes/pve1/tasks/" + Uri.EscapeDataString(upid)).Status);
        Assert.Equal(200, LabBench.Answered(change).Status);
        Assert.Null(bench.Lab.FindVm(100));
    }

    [Fact]
    public void The_figures_of_a_new_vm_appear_with_the_next_round()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100&name=web1");
        var fresh = bench.Get("/cluster/resources?type=vm").Single(v => (int)v["vmid"]! == 100);
        Assert.Equal("unknown", (string?)fresh["status"]);
        Assert.Null(fresh["name"]);
        bench.Clock.Advance(TimeSpan.FromSeconds(10));
        var shown = bench.Get("/cluster/resources?type=vm").Single(v => (int)v["vmid"]! == 100);
        Assert.Equal(("stopped", "web1"), ((string?)shown["status"], (string?)shown["name"]));
    }

    [Fact]
    public void Speed_shortens_every_wait()
    {
        var scenario = LabScenario.Demo();
        scenario.Speed = 10;
        using var bench = new LabBench(scenario);
        bench.Lab.HoldLock("vm:9000", TimeSpan.FromSeconds(60));
        var start = bench.Clock.GetUtcNow();
        Assert.Equal(500, bench.Call("PUT", "/nodes/pve1/qemu/9000/config", "cores=1").Status);
        Assert.Equal(1, (bench.Clock.GetUtcNow() - start).TotalSeconds, 2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_course_of_events()
    {
        static string Course()
        {
            using var bench = new LabBench();
            bench.Lab.Faults.Add(new LabFault { Path = "*/clone", Probability = 0.5, Effect = new LabEffect { TaskWarning = "w" } });
            foreach (var id in Enumerable.Range(100, 6)) bench.Run("POST", LabBench.Clone, $"newid={id}");
            return string.Join('\n', bench.Lab.Tasks.Select(t => t.Upid + t.ExitStatus).Concat(bench.Lab.Vms.SelectMany(v => v.Config.Values)));
        }

        var course = Course();
        Assert.Contains("WARNINGS: 1", course, StringComparison.Ordinal);
        Assert.Equal(course, Course());
    }
}
