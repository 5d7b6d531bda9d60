using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

public class LabCloneTests
{
    [Fact]
    public void A_whole_deploy_ends_with_a_running_vm()
    {
        using var bench = new LabBench();
        Assert.Equal("100", (string)bench.Get("/cluster/nextid")!);
        Assert.Equal("OK", bench.Run("POST", LabBench.Clone, "newid=100&name=web1&description=mine&target=pve2"));
        Assert.Equal(200, bench.Call("PUT", "/nodes/pve2/qemu/100/config", "cores=4&memory=4096&ipconfig0=ip%3D10.0.0.5%2F24").Status);
        Assert.Equal("OK", bench.Run("PUT", "/nodes/pve2/qemu/100/resize", "disk=scsi0&size=10G"));
        Assert.Equal(200, bench.Call("PUT", "/nodes/pve2/qemu/100/firewall/options", "enable=1").Status);
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve2/qemu/100/status/start"));
        bench.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(200, bench.Call("POST", "/nodes/pve2/qemu/100/agent/ping").Status);

        var vm = bench.Lab.FindVm(100)!;
        Assert.Equal(("pve2", "running", "web1", "mine"), (vm.Node, vm.Status, vm.Name, vm.Description));
        Assert.EndsWith("size=10G", vm.Config["scsi0"], StringComparison.Ordinal);
        Assert.Equal("1", vm.FirewallOptions["enable"]);
    }

    [Fact]
    public void While_it_is_cloned_the_target_is_locked_and_shows_neither_name_nor_disks()
    {
        using var bench = new LabBench();
        var upid = bench.Call("POST", LabBench.Clone, "newid=100&name=web1&description=mine").Upid;
        Assert.Null(bench.Lab.FindVm(100));
        bench.Clock.Advance(TimeSpan.FromMilliseconds(50));

        var early = bench.Lab.FindVm(100)!;
        Assert.Equal("clone", early.Lock);
        Assert.Null(early.Name);
        Assert.NotEqual("mine", early.Description);
        Assert.DoesNotContain("scsi0", early.Config.Keys);
        var refused = bench.Call("PUT", "/nodes/pve1/qemu/100/config", "cores=1");
        Assert.Equal((500, "VM is locked (clone)"), (refused.Status, refused.Reason));

        Assert.Equal("OK", bench.WaitFor(upid));
        var late = bench.Lab.FindVm(100)!;
        Assert.Null(late.Lock);
        Assert.Equal(("web1", "mine"), (late.Name, late.Description));
        Assert.StartsWith("shared1:9000/base-9000-disk-0.qcow2/100/vm-100-disk-0.qcow2", late.Config["scsi0"], StringComparison.Ordinal);
        Assert.NotEqual(bench.Lab.FindVm(9000)!.Config["net0"], late.Config["net0"]);
    }

    [Fact]
    public void A_change_of_the_source_waits_until_the_clone_has_ended()
    {
        using var bench = new LabBench();
        var upid = bench.Call("POST", LabBench.Clone, "newid=100&full=1").Upid;
        bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
        var change = bench.Begin("PUT", "/nodes/pve1/qemu/9000/config", "onboot=1");
        Assert.False(change.IsCompleted);
        Assert.Equal("OK", bench.WaitFor(upid));
        Assert.Equal(200, LabBench.Answered(change).Status);
    }

    [Fact]
    public void Of_eight_clones_racing_for_one_id_exactly_one_wins()
    {
        using var bench = new LabBench();
        var answers = Enumerable.Range(0, 8).Select(_ => bench.Call("POST", LabBench.Clone, "newid=100")).ToList();
        var ends = answers.Where(a => a.Status == 200).Select(a => bench.WaitFor(a.Upid)).ToList();
        Assert.Single(ends, "OK");
        Assert.All(answers.Where(a => a.Status != 200).Select(a => a.Reason).Concat(ends.Where(e => e != "OK")), text =>
            Assert.Equal("unable to create VM 100: config file already exists", text));
    }

    [Fact]
    public void A_clone_that_fails_leaves_nothing_behind()
    {
        using var bench = new LabBench();
        var before = bench.Lab.Volumes;
        bench.Lab.Faults.Once("POST", "*/clone", new LabEffect { TaskError = "clone failed: no space left on device" });
        Assert.Equal("clone failed: no space left on device", bench.Run("POST", LabBench.Clone, "newid=100&full=1"));
        Assert.Null(bench.Lab.FindVm(100));
        Assert.Equal(before, bench.Lab.Volumes);
    }

    [Theory]
    [InlineData(LabMoment.Before)]
    [InlineData(LabMoment.After)]
    public void A_stolen_id_belongs_to_someone_else_and_stays_theirs(LabMoment moment)
    {
        using var bench = new LabBench();
        bench.Lab.Faults.Once("POST", "*/clone", new LabEffect { StealVmid = moment });
        var answer = bench.Call("POST", LabBench.Clone, "newid=100");
        var text = moment == LabMoment.Before ? answer.Reason : bench.WaitFor(answer.Upid);
        Assert.Equal("unable to create VM 100: config file already exists", text);
        Assert.Equal("foreign", bench.Lab.FindVm(100)!.Name);
    }

    [Fact]
    public void A_locked_storage_fails_the_clone_after_ten_seconds()
    {
        using var bench = new LabBench();
        bench.Lab.HoldLock("storage:shared1", TimeSpan.FromSeconds(60));
        var start = bench.Clock.GetUtcNow();
        Assert.Equal("clone failed: cfs-lock 'storage-shared1' error: got lock request timeout", bench.Run("POST", LabBench.Clone, "newid=100"));
        Assert.InRange((bench.Clock.GetUtcNow() - start).TotalSeconds, 10, 10.2);
        Assert.Null(bench.Lab.FindVm(100));
    }

    [Fact]
    public void Parallel_clones_share_the_template_and_queue_only_for_the_storage()
    {
        using var bench = new LabBench();
        var start = bench.Clock.GetUtcNow();
        var upids = Enumerable.Range(100, 4).Select(id => bench.Call("POST", LabBench.Clone, $"newid={id}").Upid).ToList();
        Assert.All(upids, upid => Assert.Equal("OK", bench.WaitFor(upid)));
        var d = bench.Lab.Scenario.Durations;
        Assert.InRange((bench.Clock.GetUtcNow() - start).TotalSeconds, 8 * d.Allocate + d.Clone, 8 * d.Allocate + d.Clone + 0.2);
    }

    [Fact]
    public void A_disk_that_no_configuration_names_outlives_its_vm_unless_asked_otherwise()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100");
        bench.Call("POST", "/nodes/pve1/storage/local/content", "vmid=100&filename=vm-100-disk-7.raw&size=1G&format=raw");
        Assert.Equal("OK", bench.Run("DELETE", "/nodes/pve1/qemu/100?purge=1"));
        Assert.Equal("pve1/local:100/vm-100-disk-7.raw", bench.Lab.Volumes.Single(v => v.Contains(":100/", StringComparison.Ordinal)));
        bench.Run("POST", LabBench.Clone, "newid=100");
        Assert.Equal("OK", bench.Run("DELETE", "/nodes/pve1/qemu/100?destroy-unreferenced-disks=1"));
        Assert.DoesNotContain(bench.Lab.Volumes, v => v.Contains(":100/", StringComparison.Ordinal) || v.Contains("/100/", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_durations_a_task_has_ended_when_its_call_is_answered()
    {
        var scenario = LabScenario.Demo();
        scenario.Durations = LabDurations.All(0);
        using var bench = new LabBench(scenario);
        var call = bench.Begin("POST", LabBench.Clone, "newid=100");
        Assert.True(call.IsCompletedSuccessfully);
        Assert.Equal("OK", bench.Lab.Tasks.Single().ExitStatus);
        Assert.Equal(0, bench.Clock.ArmedTimers);
    }
}
