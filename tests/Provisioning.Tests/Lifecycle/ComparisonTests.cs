using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>What differs is told, what can be mended is mended, and nothing else is touched.</summary>
public sealed class ComparisonTests() : DeliveredMachine(after: TimeSpan.FromMinutes(1))
{
    [Fact]
    public void A_machine_as_it_should_be_has_no_differences_and_costs_few_calls()
    {
        Assert.Empty(_process.Compare());
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
        Assert.Equal(6, _world.Lab.RequestLog.Count);
    }

    [Fact]
    public void Values_that_differ_are_told_one_by_one_and_mended()
    {
        Drift();
        _world.Lab.SetOption(100, "cores", "1");
        var found = Differences();
        Assert.Equal(
            [("cores", "4", "1"), ("scsi0.mbps_rd", "200", null), ("net0.rate", "100", "7"), ("nameserver", "192.0.2.53", "192.0.2.99"), ("firewall.policy_in", "DROP", "ACCEPT")],
            found.Select(d => (d.Property, d.Expected, d.Actual)));
        Assert.All(found, d => Assert.True(d.Repairable));
        Assert.Equal(["cores", "nameserver"], found.Where(d => d.NeedsStop).Select(d => d.Property));
        _world.Lab.ClearRequestLog();
        _process.Repair();
        End();
        Assert.Equal(["cores", "nameserver"], Differences().Select(d => d.Property));
        Assert.Contains(_world.Journal(1), e => e.Event == JournalEvent.Skipped && e.Message.Contains("-AllowRestart", StringComparison.Ordinal));
        Assert.Empty(Power());
        _process.Repair(allowRestart: true);
        End();
        Assert.Empty(Differences());
        Assert.Equal(["shutdown", "start"], Power());
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_machine_that_is_off_is_mended_whole_and_stays_off()
    {
        Ends("Stop");
        Drift();
        _world.Lab.SetOption(100, "cores", "1");
        _process.Repair();
        End();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("4", "stopped"), (Machine.Config["cores"], Machine.Status));
        Assert.Equal(["status"], Differences().Select(d => d.Property));
    }

    [Fact]
    public void A_machine_that_was_just_started_does_not_differ_though_the_list_of_machines_lags()
    {
        Ends("Stop");
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Ends("Start");
        _world.Lab.ClearRequestLog();
        Assert.Empty(Differences());
        Assert.Contains(_world.Lab.RequestLog, r => r.Path.EndsWith("/status/current", StringComparison.Ordinal));
    }

    [Fact]
    public void A_repair_of_what_is_right_changes_nothing()
    {
        _process.Repair(allowRestart: true);
        End();
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
    }

    [Fact]
    public void A_larger_disk_is_told_and_left()
    {
        _world.Lab.SetOption(100, "scsi0", Machine.Config["scsi0"].Replace("size=10G", "size=12G", StringComparison.Ordinal));
        var found = Assert.Single(Differences());
        Assert.Equal(("scsi0.size", "10G", "12G", false, DifferenceSeverity.Information), (found.Property, found.Expected, found.Actual, found.Repairable, found.Severity));
    }

    [Fact]
    public void A_machine_that_is_gone_or_not_ours_is_an_error_that_no_repair_touches()
    {
        _world.Lab.SetOption(100, "description", "somebody's");
        var mark = Assert.Single(Differences());
        Assert.Equal(("mark", false, DifferenceSeverity.Error), (mark.Property, mark.Repairable, mark.Severity));
        _process.Repair(allowRestart: true);
        _process.TickToTheEnd();
        Assert.Equal(ErrorIds.ForeignMachine, Service.LastError?.Id);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method != "GET");
        _world.Lab.RemoveVm(100);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var gone = Assert.Single(Differences());
        Assert.Equal(("machine", (string?)null, false), (gone.Property, gone.Actual, gone.Repairable));
    }

    [Fact]
    public void A_suspended_machine_that_runs_is_switched_off()
    {
        Ends("Suspend");
        _world.OnServer("/nodes/pve1/qemu/100/status/start");
        Assert.Equal(("status", "stopped", "running"), Differences().Select(d => (d.Property, d.Expected, d.Actual)).Single());
        _process.Repair();
        End();
        Assert.Equal(("stopped", ServiceStatus.Suspended), (Machine.Status, Service.Status));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Differences());
    }

    [Fact]
    public void Missing_addresses_are_taken_and_strange_ones_are_told()
    {
        var second = Service.IpAddresses[1];
        _world.Store.Write(Durability.Normal, w => w.ReleaseAddresses(1, [second], _world.Clock.GetUtcNow()));
        var found = Differences();
        Assert.Contains(found, d => d is { Property: "addresses.IPv6", Expected: "1", Actual: "0", Repairable: true });
        Assert.Contains(found, d => d is { Property: "ipset.ipfilter-net0", Expected: null, Repairable: false });
        _process.Repair(allowRestart: true);
        End();
        Assert.Equal(2, Service.IpAddresses.Count);
        Assert.Empty(Differences());
    }

    [Fact]
    public void A_lock_is_told()
    {
        _world.Lab.SetOption(100, "lock", "backup");
        Assert.Equal(("lock", "backup", DifferenceSeverity.Information), Differences().Select(d => (d.Property, d.Actual, d.Severity)).Single());
    }

    [Fact]
    public void A_server_out_of_reach_is_told_once()
    {
        _process.Order(3);
        _process.TickToTheEnd();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Lab.Faults.Add(new LabFault { Effect = new LabEffect { Drop = LabMoment.Before } });
        var trouble = Assert.Single(_process.Compare());
        Assert.Equal((VmWorld.Server, null), (trouble.Server, trouble.Value));
        Assert.Equal(ErrorKind.Unreachable, trouble.Error!.Kind);
    }

    [Fact]
    public void What_is_being_worked_on_is_left_out()
    {
        _world.Lab.SetOption(100, "cores", "1");
        _process.Request("Restart");
        Assert.Empty(_process.Compare());
        Assert.Empty(_process.Compare(new ServiceFilter { Ids = [42] }));
    }

    [Fact]
    public void Templates_are_listed_with_what_makes_them_usable()
    {
        _world.Lab.AddVm(new ScenarioVm
        {
            Vmid = 9005, Node = "pve2",
            Config = new Dictionary<string, string> { ["name"] = "bare", ["template"] = "1", ["memory"] = "512", ["boot"] = "order=scsi0", ["scsi0"] = "shared1:9005/base-9005-disk-0.qcow2,size=4G" },
        });
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        var found = _process.Templates();
        Assert.Equal([9000, 9005], found.Select(f => f.Value!.VmId));
        var (good, bare) = (found[0].Value!, found[1].Value!);
        Assert.Equal(("debian-12", "pve1", 2m, true, "l26", true, null), (good.Name, good.Node, good.DiskGiB!.Value, good.HasCloudInit, good.OsType, good.Usable, good.Problem));
        Assert.Equal([VmWorld.Package], good.Packages);
        Assert.Equal(["shared1"], good.Storages);
        Assert.False(bare.Usable);
        Assert.Contains("cloud-init", bare.Problem, StringComparison.Ordinal);
        Assert.Equal(ErrorIds.ServerNotFound, Assert.Throws<ProvisioningException>(() => _process.Templates("nowhere")).Error.Id);
        _world.Lab.Faults.Add(new LabFault { Effect = new LabEffect { Drop = LabMoment.Before } });
        Assert.Equal(ErrorKind.Unreachable, Assert.Single(_process.Templates()).Error!.Kind);
    }

    private void Drift()
    {
        _world.Lab.SetOption(100, "scsi0", Machine.Config["scsi0"].Replace(",mbps_rd=200", "", StringComparison.Ordinal));
        _world.Lab.SetOption(100, "net0", Machine.Config["net0"].Replace("rate=100", "rate=7", StringComparison.Ordinal));
        _world.Lab.SetOption(100, "nameserver", "192.0.2.99");
        Put("/nodes/pve1/qemu/100/firewall/options", "policy_in=ACCEPT");
    }

    private void Put(string path, string form)
    {
        using var handler = _world.Lab.CreateHandler();
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Put, "https://pve1.example:8006/api2/json" + path) { Content = new StringContent(form, null, "application/x-www-form-urlencoded") };
        var token = _world.Lab.Scenario.Tokens[0];
        request.Headers.TryAddWithoutValidation("Authorization", $"PVEAPIToken={token.Id}={token.Secret}");
        _world.Clock.Run(async () => (await client.SendAsync(request)).EnsureSuccessStatusCode());
    }

    private List<VmDifference> Differences() => [.. _process.Compare().Select(f => f.Value ?? throw f.Error!.AsException())];
}
