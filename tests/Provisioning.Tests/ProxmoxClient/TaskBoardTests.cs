using Provisioning.Proxmox.Client;

namespace Provisioning.Tests.ProxmoxClient;

public sealed class TaskBoardTests : IDisposable
{
    private readonly PveRig _rig = new();

    public void Dispose() => _rig.Dispose();

    private static Upid Task(int n, string node = "pve1") => Upid.Parse($"UPID:{node}:{n:X8}:00000001:6B01D371:qmclone:8101:root@pam!full:");

    [Fact]
    public void Many_tasks_cost_one_call()
    {
        var tasks = Enumerable.Range(1, 20).Select(n => Task(n)).ToList();
        _rig.Handler.Data("[" + string.Join(',', tasks.Select((t, i) => i % 2 == 0 ? $$"""{"upid":"{{t}}","saved":"1","status":"OK","endtime":1795281777}""" : $$"""{"upid":"{{t}}"}""")) + "]");
        var look = _rig.Run(TaskBoard.LookAsync(_rig.Api, tasks, default));
        Assert.Equal(10, look.Ended.Count);
        Assert.Equal(1795281777, look.Ended[0].EndedAt!.Value.ToUnixTimeSeconds());
        Assert.Single(_rig.Handler.Seen);
    }

    [Fact]
    public void An_absent_task_is_asked_for_and_may_be_lost_running_ended_or_out_of_reach()
    {
        _rig.Handler.Data("""[{"upid":"garbage"},{"upid":null}]""")
            .Reply(400, """{"data":null,"errors":{"upid":"no such task"},"message":"Parameter verification failed.\n"}""")
            .Data("""{"status":"running"}""")
            .Data("""{"status":"stopped","exitstatus":"WARNINGS: 1"}""")
            .Reply(595, reason: "Connection refused");
        var look = _rig.Run(TaskBoard.LookAsync(_rig.Api, [Task(1), Task(2), Task(3), Task(4, "pve2")], default));
        Assert.Equal([TaskOutcome.Lost, TaskOutcome.SucceededWithWarnings], look.Ended.Select(end => end.Outcome));
        Assert.Equal(ErrorIds.TaskLost, look.Ended[0].Error!.Id);
        var (upid, error) = Assert.Single(look.Unreadable);
        Assert.Equal(("pve2", ErrorIds.NodeUnreachable), (upid.Node, error.Id));
    }

    [Fact]
    public void Of_a_task_listed_twice_the_end_counts()
    {
        _rig.Handler.Data($$"""[{"upid":"{{Task(1)}}","status":"OK"},{"upid":"{{Task(1)}}"}]""");
        Assert.Single(_rig.Run(TaskBoard.LookAsync(_rig.Api, [Task(1)], default)).Ended);
    }

    [Fact]
    public void Nothing_to_watch_costs_nothing()
    {
        _rig.Run(TaskBoard.LookAsync(_rig.Api, [], default));
        Assert.Empty(_rig.Handler.Seen);
    }
}
