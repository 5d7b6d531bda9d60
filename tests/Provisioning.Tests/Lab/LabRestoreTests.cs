namespace Provisioning.Tests.Lab;

/// <summary>What a machine keeps when it is put back to a snapshot or replaced by a backup.</summary>
public class LabRestoreTests
{
    private const string Config = "/nodes/pve1/qemu/100/config";

    [Fact]
    public void A_rollback_keeps_the_notes_and_calls_disks_unused_that_the_snapshot_does_not_know()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100&description=old");
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/snapshot", "snapname=before"));
        bench.Call("PUT", Config, "description=new");
        bench.Run("POST", Config, "scsi1=shared1%3A1%2Cformat%3Dqcow2");
        var disk = bench.Lab.FindVm(100)!.Config["scsi1"].Split(',')[0];
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/snapshot/before/rollback"));
        var vm = bench.Lab.FindVm(100)!;
        Assert.Equal(("new", disk), (vm.Config["description"], vm.Config["unused0"]));
        Assert.DoesNotContain("scsi1", vm.Config.Keys);
        bench.Run("POST", Config, "scsi1=" + Uri.EscapeDataString(disk));
        Assert.DoesNotContain("unused0", bench.Lab.FindVm(100)!.Config.Keys);
    }

    [Fact]
    public void A_restore_replaces_the_disks_of_the_backup_and_calls_the_others_unused()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100&description=old");
        bench.Call("POST", "/nodes/pve1/qemu/100/firewall/rules", "type=in&action=ACCEPT&enable=1");
        var archive = Backup(bench);
        bench.Run("POST", Config, "scsi1=shared1%3A1%2Cformat%3Dqcow2");
        bench.Call("PUT", Config, "description=new&cores=8");
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu/100/snapshot", "snapname=before"));
        var disk = bench.Lab.FindVm(100)!.Config["scsi1"].Split(',')[0];
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/qemu", $"vmid=100&force=1&archive={Uri.EscapeDataString(archive)}"));
        var vm = bench.Lab.FindVm(100)!;
        Assert.Equal(("old", "2", disk), (vm.Config["description"], vm.Config["cores"], vm.Config["unused0"]));
        Assert.Empty(vm.Snapshots);
        Assert.Single(vm.FirewallRules);
        Assert.DoesNotContain("lock", vm.Config.Keys);
        Assert.Contains(".qcow2", vm.Config["scsi0"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_restore_that_fails_leaves_the_former_configuration_without_its_disks()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100&description=old");
        var archive = Backup(bench);
        var disk = bench.Lab.FindVm(100)!.Config["scsi0"].Split(',')[0];
        bench.Lab.Faults.Add(new() { Path = "/nodes/pve1/qemu", Method = "POST", Effect = new() { TaskError = "vma extract failed" } });
        Assert.Equal("vma extract failed", bench.Run("POST", "/nodes/pve1/qemu", $"vmid=100&force=1&archive={Uri.EscapeDataString(archive)}"));
        var vm = bench.Lab.FindVm(100)!;
        Assert.Equal("old", vm.Config["description"]);
        Assert.DoesNotContain("lock", vm.Config.Keys);
        Assert.DoesNotContain(bench.Lab.Volumes, volume => volume.EndsWith(disk, StringComparison.Ordinal));
    }

    [Fact]
    public void A_locked_or_running_machine_is_not_replaced()
    {
        using var bench = new LabBench();
        bench.Run("POST", LabBench.Clone, "newid=100");
        var archive = Uri.EscapeDataString(Backup(bench));
        bench.Lab.SetOption(100, "lock", "backup");
        Assert.Equal("unable to restore VM 100 - VM is locked (backup)", bench.Call("POST", "/nodes/pve1/qemu", $"vmid=100&force=1&archive={archive}").Reason);
        bench.Lab.SetOption(100, "lock", null);
        bench.Run("POST", "/nodes/pve1/qemu/100/status/start");
        Assert.Equal("unable to restore VM 100 - vm is running", bench.Call("POST", "/nodes/pve1/qemu", $"vmid=100&force=1&archive={archive}").Reason);
        Assert.Equal("unable to restore VM 100 - VM 100 already exists on node 'pve1'", bench.Call("POST", "/nodes/pve1/qemu", $"vmid=100&archive={archive}").Reason);
    }

    private static string Backup(LabBench bench)
    {
        Assert.Equal("OK", bench.Run("POST", "/nodes/pve1/vzdump", "vmid=100&storage=shared1&mode=stop"));
        return (string)bench.Get("/nodes/pve1/storage/shared1/content?content=backup").Single()["volid"]!;
    }
}
