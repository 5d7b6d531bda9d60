using Provisioning.Lab;

namespace Provisioning.Tests.Lab;

public class LabLifeTests
{
    [Fact]
    public void A_vm_moves_to_another_node_with_its_local_disks()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100&full=1&storage=local");
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/migrate", "target=pve3"));
        Assert.Equal("pve3", bench.Lab.FindVm(100)!.Node);
        Assert.Contains("pve3/local:100/vm-100-disk-0.qcow2", bench.Lab.Volumes);
        Assert.Equal(500, bench.Call("GET", "/nodes/pve1/qemu/100/config").Status);
        Assert.Equal(200, bench.Call("GET", "/nodes/pve3/qemu/100/config").Status);
    }

    [Fact]
    public void A_backup_can_be_restored_as_another_vm()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100&name=web1");
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/vzdump", "vmid=100&storage=local&mode=stop&compress=zstd"));
        var archive = (string)bench.Get("/nodes/pve1/storage/local/content?content=backup").Single()["volid"]!;
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu", $"vmid=101&archive={Uri.EscapeDataString(archive)}&unique=1&name=copy"));
        var (original, copy) = (bench.Lab.FindVm(100)!, bench.Lab.FindVm(101)!);
        Assert.Equal("copy", copy.Name);
        Assert.EndsWith("size=2G", copy.Config["scsi0"], StringComparison.Ordinal);
        Assert.NotEqual(original.Config["net0"], copy.Config["net0"]);
        Assert.Equal("OK", bench.Run("DELETE", "/nodes/pve1/storage/local/content/" + archive));
    }

    [Fact]
    public void A_job_with_one_failing_guest_backs_up_the_others_and_fails()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100");
        Assert.Equal("job errors", bench.Run("POST", "/nodes/pve1/vzdump", "vmid=777,100&storage=local"));
        Assert.Single(bench.Get("/nodes/pve1/storage/local/content?content=backup"));
    }

    [Fact]
    public void A_snapshot_brings_options_and_size_back()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100");
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/snapshot", "snapname=before"));
        bench.Call("PUT", "/nodes/pve1/qemu/100/config", "cores=8");
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/snapshot/before/rollback"));
        Assert.Equal("2", bench.Lab.FindVm(100)!.Config["cores"]);
        Assert.Equal("OK", bench.Run("DELETE", "/nodes/pve1/qemu/100/snapshot/before"));
        Assert.Empty(bench.Lab.FindVm(100)!.Snapshots);
    }

    [Fact]
    public void With_high_availability_the_task_ends_before_the_vm_runs()
    {
        var scenario = LabScenario.Demo();
        scenario.Vms.Add(new ScenarioVm { Vmid = 200, Node = "pve2", HaManaged = true, Config = { ["name"] = "ha" } });
        using var bench = new LabBench(scenario);
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve2/qemu/200/status/start"));
        Assert.Equal("hastart", bench.Lab.Tasks.Single().Type);
        Assert.Equal("stopped", bench.Lab.FindVm(200)!.Status);
        bench.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("running", bench.Lab.FindVm(200)!.Status);
        Assert.Equal(500, bench.Call("DELETE", "/nodes/pve2/qemu/200").Status);
    }

    [Fact]
    public void Firewall_rules_are_guarded_by_their_digest_and_survive_in_the_clone()
    {
        using var bench = new LabBench();
        const string Rules = "/nodes/pve1/qemu/9000/firewall/rules";
        bench.Call("POST", Rules, "type=in&action=ACCEPT&proto=tcp&dport=22&enable=1");
        var digest = (string)bench.Get(Rules)[0]!["digest"]!;
        bench.Call("POST", Rules, "type=in&action=DROP");
        Assert.Equal("DROP", (string?)bench.Get(Rules)[0]!["action"]);
        var stale = bench.Call("DELETE", $"{Rules}/0?digest={digest}");
        Assert.Equal("detected modified configuration - file changed by other user? Try again.", stale.Reason);
        bench.Call("POST", "/nodes/pve1/qemu/9000/firewall/ipset", "name=mgmt");
        bench.Call("POST", "/nodes/pve1/qemu/9000/firewall/ipset/mgmt", "cidr=10.0.0.7%2F24");
        bench.Run("POST", LabBench.Clone, "newid=100");
        var clone = bench.Lab.FindVm(100)!;
        Assert.Equal(2, clone.FirewallRules.Count);
        Assert.Equal(["10.0.0.0/24"], clone.IpSets["mgmt"]);
    }
}
