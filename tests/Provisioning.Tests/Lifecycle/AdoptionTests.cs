using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Machines that somebody else made are taken over as they are, and nothing else is ever marked.</summary>
public sealed class AdoptionTests : IDisposable
{
    private readonly VmWorld _world = new();
    private readonly VmProcess _process;

    public AdoptionTests() => _process = _world.Start();

    private ProvisionedService Service => _world.Services()[^1];
    private LabVm Machine => _world.Lab.FindVm(Strangers.VmId)!;

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void It_is_marked_under_its_notes_and_nothing_else_of_it_changes()
    {
        _world.Lab.AddVm(Strangers.Machine());
        var before = Machine.Config;
        Adopt();
        Assert.Equal((VmStatus.Ready, ServiceStatus.Active, "555", "pve1", "running"), (Service.LocalStatus, Service.Status, Service.RemoteId, Service.Node, Service.RemoteStatus));
        Assert.Equal(("web", "example.org"), (Service.HostName, Service.Domain));
        Assert.Equal(["192.0.2.40", "2001:db8::40"], Service.IpAddresses);
        Assert.StartsWith(Strangers.Notes, Machine.Description, StringComparison.Ordinal);
        Assert.Equal(before.Where(c => c.Key is not ("description" or "digest")), Machine.Config.Where(c => c.Key is not ("description" or "digest")));
        Assert.Equal(["PUT"], _world.Lab.RequestLog.Where(r => r.Method != "GET").Select(r => r.Method));
        Assert.Empty(_process.Compare().Select(f => f.Value?.Property ?? f.Error!.Message));
        Invariants.Hold(_world);
    }

    [Fact]
    public void It_lives_on_like_any_other()
    {
        _world.Lab.AddVm(Strangers.Machine());
        Adopt();
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.CpuCores] = "2", [VmOption.IPv4Addresses] = "2" } });
        End();
        Assert.Equal(("2", "running"), (Machine.Config["cores"], Machine.Status));
        Assert.Equal(3, Service.IpAddresses.Count);
        Assert.Contains("192.0.2.40/24", Machine.Config["ipconfig0"], StringComparison.Ordinal);
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        _process.ResetPassword("now it has one");
        End();
        _process.Reinstall();
        End();
        Assert.Contains("BC:24:11:00:55:00", Machine.Config["net0"], StringComparison.Ordinal);
        _process.Request("Terminate");
        End();
        Assert.Null(_world.Lab.FindVm(Strangers.VmId));
        Invariants.Hold(_world);
    }

    [Fact]
    public void Addresses_in_no_pool_are_kept_as_its_own_and_nobody_else_gets_them()
    {
        _world.Lab.AddVm(Strangers.Machine(c => c["ipconfig0"] = "ip=198.51.100.7/25,gw=198.51.100.1"));
        Firewall(["198.51.100.7", "198.51.100.8"]);
        Adopt(r => r with { Addresses = ["198.51.100.7/25", "198.51.100.8", "2001:db8::41"] });
        var held = _world.Store.Read(r => r.AssignmentPage(null, 1, null, false, 0, 100, out _));
        Assert.Equal([("198.51.100.7", "", 25, true), ("198.51.100.8", "", 32, false), ("2001:db8::41", "six", 64, true)],
            held.Select(a => (a.Address, a.Pool, a.PrefixLength, a.IsMain)).OrderBy(a => a.Address, StringComparer.Ordinal));
        Assert.Equal("198.51.100.1", held.First(a => a.Address == "198.51.100.7").Gateway);
        // Two where the package has one: the next change of package must not take one away.
        _process.Change(new ChangeVm());
        End();
        Assert.Equal(3, Service.IpAddresses.Count);
        Assert.Contains("198.51.100.7/25", Machine.Config["ipconfig0"], StringComparison.Ordinal);
        Assert.Contains("gw=198.51.100.1", Machine.Config["ipconfig0"], StringComparison.Ordinal);
    }

    /// <summary>An entry with a bang says what it may not send.</summary>
    [Fact]
    public void An_address_that_the_IP_set_excludes_is_not_its_own()
    {
        _world.Lab.AddVm(Strangers.Machine());
        _world.OnServer(HttpMethod.Post, $"/nodes/pve1/qemu/{Strangers.VmId}/firewall/ipset/ipfilter-net0", ("cidr", "192.0.2.44"), ("nomatch", "1"));
        _world.OnServer(HttpMethod.Post, $"/nodes/pve1/qemu/{Strangers.VmId}/firewall/ipset/ipfilter-net0", ("cidr", "192.0.2.45"));
        Assert.Equal(["192.0.2.40", "192.0.2.45", "2001:db8::40"], _process.LookAt(Strangers.Request).Plan.Addresses.Select(a => a.Address).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_cloud_init_the_agent_is_asked_and_the_guest_is_left_alone()
    {
        _world.Lab.AddVm(Strangers.Machine(c =>
        {
            c.Remove("ide2");
            c.Remove("ipconfig0");
        }));
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
        Firewall([]);
        var plan = _process.LookAt(Strangers.Request).Plan;
        Assert.StartsWith("198.51.", Assert.Single(plan.Addresses).Address, StringComparison.Ordinal);
        Assert.Contains(plan.Remarks, r => r.Contains("no cloud-init drive", StringComparison.Ordinal));
        Adopt(r => r with { Options = new Dictionary<string, string> { [VmOption.IPv6Addresses] = "0" } });
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.Ram] = "8" } });
        End();
        Assert.Equal(("8192", "running"), (Machine.Config["memory"], Machine.Status));
    }

    [Fact]
    public void Marks_of_others_are_never_overwritten()
    {
        var other = Guid.NewGuid();
        Refused(Strangers.Machine(notes: $"provisioning-mark: store={other} service=3 vmid=555"), ErrorIds.ForeignMachine, $"{other}");
        Refused(Strangers.Machine(notes: $"provisioning-mark: store={other} service=3 vmid=9"), ErrorIds.ForeignMachine, "another store");
    }

    [Fact]
    public void A_mark_that_appears_at_the_last_moment_stops_it()
    {
        _world.Lab.AddVm(Strangers.Machine());
        Assert.Null(_process.Adopt(Strangers.Request).Error);
        _world.Lab.SetOption(Strangers.VmId, "description", $"provisioning-mark: store={Guid.NewGuid()} service=3 vmid=555");
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Register, OperationState.Stopped, ErrorIds.ForeignMachine), (Service.LocalStatus, Service.OperationState!.Value, Service.LastError!.Id));
        // The way out forgets the record and nothing else.
        _process.Request("Terminate");
        End();
        Assert.Equal((ServiceStatus.Terminated, "running"), (Service.Status, Machine.Status));
        Assert.Empty(Service.IpAddresses);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method is "PUT" or "POST" or "DELETE");
        Assert.False(_world.Store.Read(r => r.RemoteIdHolder(VmWorld.Server, "555")) is not null);
    }

    /// <summary>Never cloned by us, and ours all the same: its addresses go back when it is gone.</summary>
    [Fact]
    public void It_ends_like_any_other()
    {
        _world.Lab.AddVm(Strangers.Machine());
        Adopt();
        _process.Request("Terminate");
        End();
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Assert.Null(_world.Lab.FindVm(Strangers.VmId));
        Invariants.Hold(_world);
    }

    /// <summary>A mark that appears between the look and the writing would be lost.</summary>
    [Fact]
    public void The_mark_is_written_over_the_notes_that_were_read_and_no_others()
    {
        _world.Lab.AddVm(Strangers.Machine());
        Adopt();
        Assert.All(_world.Lab.RequestLog.Where(r => r.Method == "PUT" && r.Body.Contains("provisioning-mark", StringComparison.Ordinal)), r => Assert.Contains("digest=", r.Body, StringComparison.Ordinal));
        Assert.Contains(_world.Lab.RequestLog, r => r.Method == "PUT" && r.Body.Contains("provisioning-mark", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_becomes_a_template_at_the_last_moment_is_left_alone()
    {
        _world.Lab.AddVm(Strangers.Machine());
        Assert.Null(_process.Adopt(Strangers.Request).Error);
        _world.Lab.SetOption(Strangers.VmId, "template", "1");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.ForeignMachine), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Equal(Strangers.Notes, Machine.Description);
    }

    /// <summary>A machine that was cloned from ours, notes included, and one whose service is long gone.</summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(77, 555)]
    public void A_mark_of_our_own_that_says_nothing_about_this_machine_gives_way(int service, int vmid)
    {
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.AddVm(Strangers.Machine(notes: $"copied\nprovisioning-mark: store={_world.Store.StoreId:D} service={service} vmid={vmid}\nend"));
        Adopt();
        Assert.Contains("service=2 vmid=555", Machine.Description, StringComparison.Ordinal);
        Assert.Contains("copied", Machine.Description, StringComparison.Ordinal);
        Assert.Contains("end", Machine.Description, StringComparison.Ordinal);
        Invariants.Hold(_world);
    }

    [Fact]
    public void What_cannot_be_taken_over_is_refused_and_leaves_nothing_behind()
    {
        _process.Order();
        _process.TickToTheEnd();
        Assert.Equal(ErrorIds.RemoteIdTaken, Error(r => r with { VmId = 100 }));
        Assert.Equal(ErrorIds.InvalidValue, Error(r => r with { VmId = 9000 }));
        Assert.Equal(ErrorIds.MachineMissing, Error(r => r with { VmId = 4242 }));
        _world.Lab.AddVm(Strangers.Machine());
        Assert.Equal(ErrorIds.ClientNotFound, Error(r => r with { Client = "nobody" }));
        Assert.Equal(ErrorIds.PackageNotFound, Error(r => r with { Package = "none" }));
        Assert.Equal(ErrorIds.InvalidValue, Error(r => r with { Addresses = ["192.0.2.1"] }));
        Assert.Equal(ErrorIds.InvalidValue, Error(r => r with { Addresses = ["192.0.2.300"] }));
        Assert.Equal(ErrorIds.AddressTaken, Error(r => r with { Addresses = [_world.Services()[0].IpAddresses[0]] }));
        _world.Lab.SetOption(Strangers.VmId, "lock", "backup");
        Assert.Equal(ErrorIds.MachineLocked, Error(r => r));
        Assert.Single(_world.Services());
        Assert.Equal(Strangers.Notes, Machine.Description);
    }

    [Fact]
    public void Two_who_want_the_same_machine_get_one_service()
    {
        _world.Lab.AddVm(Strangers.Machine());
        var (first, second) = (_process.LookAt(Strangers.Request), _process.LookAt(Strangers.Request));
        Assert.Null(Assert.Single(_process.Engine.Orders.Take([first.Draft])).Error);
        Assert.NotNull(Assert.Single(_process.Engine.Orders.Take([second.Draft])).Error);
        Assert.Single(_world.Services());
    }

    [Fact]
    public void A_machine_that_gets_locked_is_waited_for()
    {
        _world.Lab.AddVm(Strangers.Machine());
        Assert.Null(_process.Adopt(Strangers.Request).Error);
        _world.Lab.SetOption(Strangers.VmId, "lock", "backup");
        _process.Tick();
        Assert.Equal(OperationState.Waiting, Service.OperationState);
        _world.Lab.SetOption(Strangers.VmId, "lock", null);
        End();
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
    }

    private void Firewall(string[] set)
    {
        _world.Lab.RemoveVm(Strangers.VmId);
        var machine = Strangers.Machine(c =>
        {
            if (set.Length == 0) c.Remove("ide2");
            if (set.Length == 0) c.Remove("ipconfig0");
            else c["ipconfig0"] = "ip=198.51.100.7/25,gw=198.51.100.1";
        });
        machine.Firewall!.IpSets = set.Length == 0 ? new Dictionary<string, IList<string>>() : new Dictionary<string, IList<string>> { ["ipfilter-net0"] = set };
        _world.Lab.AddVm(machine);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private void Adopt(Func<AdoptVm, AdoptVm>? change = null)
    {
        var taken = _process.Adopt(change?.Invoke(Strangers.Request) ?? Strangers.Request);
        Assert.True(taken.Error is null, taken.Error?.Message);
        End();
    }

    private string Error(Func<AdoptVm, AdoptVm> change) => Assert.Throws<ProvisioningException>(() => _process.LookAt(change(Strangers.Request))).Error.Id;

    private void Refused(ScenarioVm machine, string error, string says)
    {
        _world.Lab.AddVm(machine);
        var refused = Assert.Throws<ProvisioningException>(() => _process.LookAt(Strangers.Request)).Error;
        Assert.Equal(error, refused.Id);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_world.Services());
        _world.Lab.RemoveVm(Strangers.VmId);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private void End()
    {
        _process.TickToTheEnd();
        Assert.True(Service.OperationState is null, Service.LastError?.Message);
    }
}
