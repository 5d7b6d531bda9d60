using Provisioning.Lab;

namespace Provisioning.Tests.ProxmoxSteps;

public class DeployTests
{
    [Fact]
    public void A_full_package_becomes_a_running_machine_with_everything_it_asks_for()
    {
        using var world = new StepWorld();
        var id = world.Deploy(StepWorld.Full);

        world.AssertReady(id);
        var (vm, service) = (world.Vm(id), world.Service(id));
        Assert.Equal("running", vm.Status);
        Assert.Equal(ServiceStatus.Active, service.Status);
        Assert.Equal("running", service.RemoteStatus);
        Assert.Equal($"{world.ClientId}-{id}", vm.Name);
        Assert.Equal(("4", "4096"), (vm.Config["cores"], vm.Config["memory"]));
        Assert.Contains("size=10G", vm.Config["scsi0"]);
        Assert.Contains("mbps_rd=100", vm.Config["scsi0"]);
        Assert.Contains("iops_wr=500", vm.Config["scsi0"]);
        Assert.Contains("size=20G", vm.Config["scsi1"]);
        Assert.Contains("mbps_rd=10", vm.Config["scsi1"]);
        Assert.Contains("rate=12.5", vm.Config["net0"]);
        Assert.Contains("firewall=1", vm.Config["net0"]);
        Assert.Equal("ip=10.0.0.10/24,gw=10.0.0.1,ip6=2001:db8::10/64,gw6=2001:db8::1", vm.Config["ipconfig0"]);
        Assert.Equal("10.0.0.2 2001:db8::2", vm.Config["nameserver"]);
        Assert.Equal("example.com", vm.Config["searchdomain"]);
        Assert.Equal("admin", vm.Config["ciuser"]);
        Assert.Equal(["10.0.0.10", "2001:db8::10"], vm.IpSets["ipfilter-net0"]);
        Assert.Equal(["SSH", null], vm.FirewallRules.Select(r => r.GetValueOrDefault("macro")));
        Assert.Equal("REJECT", vm.FirewallOptions["policy_out"]);
        Assert.DoesNotContain("policy_in", vm.FirewallOptions.Keys);
        Assert.Contains($"service={id}", vm.Description);
    }

    [Fact]
    public void It_takes_no_more_than_twenty_calls_and_one_write_for_the_middle_steps()
    {
        using var world = new StepWorld();
        var id = world.Deploy(StepWorld.Full);

        world.AssertReady(id);
        var calls = world.Store.Read(r => r.CallPage(new RecordFilter { ServiceId = id }, 0, 1000));
        Assert.True(calls.Count <= 20, string.Join('\n', calls.Select(c => $"{c.Step} {c.Method} {c.Path}")));
        Assert.Contains(world.Journal(id), j => j.Step == "set_network" && j.Message.Contains("written together with set_system_disk_bandwidth", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_status_is_passed_in_the_order_of_the_table()
    {
        using var world = new StepWorld();
        var id = world.Deploy(StepWorld.Full);

        var passed = world.Journal(id).Where(j => j.Event is JournalEvent.Done or JournalEvent.Skipped && j.To != j.From).Select(j => j.To);
        Assert.Equal(VmStatus.All.Skip(1).Take(12), passed);
    }

    [Fact]
    public void The_smallest_package_only_clones_configures_and_starts()
    {
        using var world = new StepWorld();
        var id = world.Deploy(StepWorld.Small with { Cores = 2, MemoryMiB = 2048, Firewall = new VmFirewall { Enabled = false, AntiSpoofing = false, Dhcp = false, PolicyIn = FirewallAction.Drop } });

        world.AssertReady(id);
        foreach (var step in new[] { "set_ip", "set_cpu_ram", "set_system_disk_size", "set_system_disk_bandwidth", "set_created_additional_disk", "set_additional_disk_size", "set_additional_disk_bandwidth", "set_network", "set_firewall" })
            Assert.True(world.Journal(id).Any(j => j.Step == step && j.Event == JournalEvent.Skipped), $"{step}\n{world.Told(id)}");
    }

    [Fact]
    public void A_smaller_disk_than_the_templates_is_left_and_the_rest_goes_on()
    {
        using var world = new StepWorld();
        var id = world.Deploy(StepWorld.Small with { SystemDisk = new VmDisk { SizeGiB = 1 } });

        world.AssertReady(id);
        Assert.Contains(world.Journal(id), j => j.Step == "set_system_disk_size" && j.Message.StartsWith("shrink not allowed", StringComparison.Ordinal));
        Assert.Contains("size=2G", world.Vm(id).Config["scsi0"]);
    }

    [Fact]
    public void A_vmid_taken_between_order_and_clone_leads_to_another_one_and_harms_nobody()
    {
        using var world = new StepWorld();
        world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/*/clone", Times = 1, Effect = new LabEffect { StealVmid = LabMoment.Before } });
        var id = world.Deploy(StepWorld.Small);

        world.AssertReady(id);
        Assert.Equal("101", world.Row(id).RemoteId);
        Assert.NotNull(world.Lab.FindVm(100));
        Assert.DoesNotContain("provisioning-mark", world.Lab.FindVm(100)!.Description ?? "");
    }

    [Fact]
    public void A_vmid_taken_while_the_task_starts_leads_to_another_one_too()
    {
        using var world = new StepWorld();
        world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/*/clone", Times = 1, Effect = new LabEffect { StealVmid = LabMoment.After } });
        var id = world.Deploy(StepWorld.Small);

        world.AssertReady(id);
        Assert.Equal("101", world.Row(id).RemoteId);
        Assert.Equal(3, world.Lab.Vms.Count);
    }

    [Theory]
    [InlineData(LabMoment.Before)]
    [InlineData(LabMoment.After)]
    public void An_unanswered_clone_is_made_exactly_once(LabMoment moment)
    {
        using var world = new StepWorld();
        world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/*/clone", Times = 1, Effect = new LabEffect { Drop = moment } });
        var id = world.Deploy(StepWorld.Small);

        world.AssertReady(id);
        Assert.Equal("100", world.Row(id).RemoteId);
        Assert.Equal(2, world.Lab.Vms.Count);
    }

    [Fact]
    public void A_596_clone_that_was_carried_out_is_adopted()
    {
        using var world = new StepWorld();
        world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/*/clone", Times = 1, Effect = new LabEffect { Status = 596, Text = "Connection timed out", StatusMoment = LabMoment.After } });
        var id = world.Deploy(StepWorld.Full);

        world.AssertReady(id);
        Assert.Equal(2, world.Lab.Vms.Count);
        Assert.Single(world.Lab.Tasks, t => t.Type == "qmclone");
    }

    [Fact]
    public void A_clone_that_fails_on_the_storage_lock_is_tried_again()
    {
        using var world = new StepWorld();
        world.Lab.Faults.Add(new LabFault
        {
            Method = "POST", Path = "/nodes/*/clone", Times = 2,
            Effect = new LabEffect { TaskError = "clone failed: cfs-lock 'storage-shared1' error: got lock request timeout" },
        });
        var id = world.Deploy(StepWorld.Small);

        world.AssertReady(id);
        Assert.Contains(world.Journal(id), j => j.ErrorId == ErrorIds.LockTimeout);
        Assert.Equal("100", world.Row(id).RemoteId);
    }

    [Fact]
    public void A_machine_that_lost_its_mark_is_never_touched_again()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Full);
        var id = world.Submit(StepWorld.Order("full"));
        world.Lab.Faults.Add(new LabFault { Method = "PUT", Path = "/nodes/*/config", Times = 1, Effect = new LabEffect { Status = 500, Text = "lock file '/var/lock/qemu-server/lock-100.conf' - got timeout" } });
        world.TickFor(TimeSpan.FromSeconds(2));
        Assert.Equal(VmStatus.Clone, world.Row(id).LocalStatus);
        world.Lab.SetOption(100, "description", "somebody's own machine");
        world.Lab.ClearRequestLog();

        world.TickFor(TimeSpan.FromHours(1));

        Assert.Equal(ErrorIds.ForeignMachine, world.Service(id).LastError?.Id);
        Assert.All(world.Lab.RequestLog, r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public void A_machine_that_somebody_moved_is_found_again()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Full);
        var id = world.Submit(StepWorld.Order("full"));
        world.Lab.Faults.Add(new LabFault { Method = "PUT", Path = "/nodes/*/config", Times = 1, Effect = new LabEffect { Status = 500, Text = "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout" } });
        world.TickFor(TimeSpan.FromSeconds(2));
        var node = world.Row(id).Node;
        var other = node == "pve2" ? "pve3" : "pve2";
        using var http = new HttpClient(world.Lab.CreateHandler()) { BaseAddress = new Uri("https://pve1:8006") };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"PVEAPIToken={world.Lab.Scenario.Tokens[0].Id}={world.Lab.Scenario.Tokens[0].Secret}");
        var moved = world.Clock.Run(() => http.PostAsync(new Uri($"/api2/json/nodes/{node}/qemu/100/migrate", UriKind.Relative), new FormUrlEncodedContent([new("target", other)])));
        Assert.True(moved.IsSuccessStatusCode);

        world.TickFor(TimeSpan.FromMinutes(5));

        world.AssertReady(id);
        Assert.Equal(other, world.Row(id).Node);
    }

    [Fact]
    public void A_locked_machine_is_waited_for_and_its_lock_shown()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Full);
        var id = world.Submit(StepWorld.Order("full"));
        world.Lab.Faults.Add(new LabFault { Method = "PUT", Path = "/nodes/*/config", Times = 1, Effect = new LabEffect { Status = 500, Text = "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout" } });
        world.TickFor(TimeSpan.FromSeconds(2));
        world.Lab.SetOption(100, "lock", "backup");
        world.TickFor(TimeSpan.FromMinutes(1));
        Assert.Equal(VmStatus.Clone, world.Row(id).LocalStatus);
        Assert.Equal("backup", world.Row(id).RemoteLock);

        world.Lab.SetOption(100, "lock", null);
        world.TickFor(TimeSpan.FromMinutes(1));

        world.AssertReady(id);
        Assert.Null(world.Row(id).RemoteLock);
    }

    [Fact]
    public void A_restart_at_every_wait_changes_nothing_about_the_outcome()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Full);
        var id = world.Submit(StepWorld.Order("full"));
        for (var i = 0; i < 200 && world.Row(id).LocalStatus != VmStatus.Ready; i++)
        {
            world.Restart();
            world.Clock.Run(() => world.Engine.ContinueAsync(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(1) }, null, CancellationToken.None));
            world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        }
        world.AssertReady(id);
        Assert.Equal(2, world.Lab.Vms.Count);
        Assert.Equal(2, world.Vm(id).FirewallRules.Count);
        Assert.DoesNotContain("scsi2", world.Vm(id).Config.Keys);
        Assert.DoesNotContain(world.Vm(id).Config.Keys, k => k.StartsWith("unused", StringComparison.Ordinal));
    }

    [Fact]
    public void An_ha_managed_machine_is_ready_only_once_it_runs()
    {
        using var world = new StepWorld();
        world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "/nodes/*/status/current", Times = 2, Effect = new LabEffect { Garbage = """{"data":{"status":"stopped","qmpstatus":"stopped","ha":{"managed":1}}}""" } });
        var id = world.Deploy(StepWorld.Small);

        world.AssertReady(id);
        Assert.Contains(world.Journal(id), j => j.Event == JournalEvent.Waiting && j.Step == "ready");
    }

    [Fact]
    public void A_template_without_cloud_init_drive_stops_with_a_clear_error()
    {
        using var world = new StepWorld(change: s => s.Vm(9000).Config.Remove("ide2"));
        var id = world.Deploy(StepWorld.Small);

        Assert.Equal(ErrorIds.NoCloudInitDrive, world.Service(id).LastError?.Id);
        Assert.Equal(VmStatus.SetFirewall, world.Row(id).LocalStatus);
    }

    [Fact]
    public void Deploying_works_on_a_server_of_version_7_and_without_messages_in_errors()
    {
        using var world = new StepWorld(change: s => (s.Version, s.LegacyErrors, s.ResizeReturnsNull) = ("7.4-18", true, true));
        world.Lab.Faults.Add(new LabFault { Method = "POST", Path = "/nodes/*/clone", Times = 1, Effect = new LabEffect { StealVmid = LabMoment.Before } });
        var id = world.Deploy(StepWorld.Full);

        world.AssertReady(id);
        Assert.Contains("size=10G", world.Vm(id).Config["scsi0"]);
    }

    [Fact]
    public void Many_machines_keep_to_the_limit_of_clones_at_a_time()
    {
        using var world = new StepWorld();
        world.Packages.Create(StepWorld.Small);
        var orders = Enumerable.Range(0, 12).Select(_ => StepWorld.Order("small")).ToArray();
        var taken = world.Engine.Orders.Take([.. world.Prepare(orders).Select(p => p.Draft!)]);
        world.TickFor(TimeSpan.FromMinutes(10));

        Assert.All(taken, t => world.AssertReady(t.ServiceId!.Value));
        Assert.Equal(12, taken.Select(t => world.Row(t.ServiceId!.Value).RemoteId).Distinct().Count());
        Assert.Equal(3, taken.Select(t => world.Row(t.ServiceId!.Value).Node).Distinct().Count());
        var clones = world.Lab.Tasks.Where(t => t.Type == "qmclone").ToList();
        Assert.Equal(12, clones.Count);
        Assert.Equal(0, world.Store.Read(r => r.SlotsTaken("clone:demo/pve1/shared1", DateTimeOffset.MinValue)));
    }
}
