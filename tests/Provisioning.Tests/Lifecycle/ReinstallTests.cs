using Provisioning.Lab;
using Provisioning.Proxmox;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>A machine that is made anew keeps who it is, and nobody's data goes that was not to go.</summary>
public sealed class ReinstallTests : DeliveredMachine
{
    [Fact]
    public void It_keeps_addresses_MAC_VMID_and_backups_and_drops_snapshots_and_password()
    {
        var (before, mac, password) = (Service, Mac(), Password());
        _world.OnServer("/nodes/pve1/vzdump", ("vmid", "100"), ("storage", "shared1"));
        var uuid = Machine.Config["smbios1"];
        _process.Reinstall();
        Assert.Equal(VmStatus.Reinstall, Service.LocalStatus);
        End();
        Assert.Equal(before.IpAddresses, Service.IpAddresses);
        Assert.Equal((before.RemoteId, VmStatus.Ready, ServiceStatus.Active), (Service.RemoteId, Service.LocalStatus, Service.Status));
        Assert.Equal(mac, Mac());
        Assert.NotEqual(uuid, Machine.Config["smbios1"]);
        Assert.Empty(Machine.Snapshots);
        Assert.Contains(_world.Lab.Volumes, v => v.Contains("vzdump-qemu-100", StringComparison.Ordinal));
        Assert.NotEqual(password, Password());
        Invariants.Hold(_world);
        Assert.DoesNotContain(_world.Journal(1), e => e.Message.Contains(Password(), StringComparison.Ordinal));
        Assert.Equal(before.ReadyAt, Service.ReadyAt);
    }

    [Fact]
    public void It_is_made_from_another_template_with_other_keys_and_a_chosen_password()
    {
        _world.Lab.AddVm(Template(9001));
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        const string key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFt7VqCqLWf5JZp1Vh0nT8mYtqGQ0J5J0p1l8m0c3a9B new";
        _process.Reinstall(new ReinstallVm { OsTemplate = 9001, SshKeys = [key], Password = new SecretText("correct horse") });
        End();
        Assert.Contains(_world.Lab.RequestLog, r => r.Path.EndsWith("/qemu/9001/clone", StringComparison.Ordinal));
        Assert.Equal("correct horse", Password());
        Assert.Contains("ssh-ed25519", Uri.UnescapeDataString(Machine.Config["sshkeys"]), StringComparison.Ordinal);
        Invariants.Hold(_world);
        _process.Reinstall();
        _world.Lab.ClearRequestLog();
        End();
        Assert.Contains(_world.Lab.RequestLog, r => r.Path.EndsWith("/qemu/9001/clone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4242, ErrorIds.TemplateNotFound)]
    [InlineData(100, ErrorIds.NotATemplate)]
    [InlineData(7, ErrorIds.InvalidValue)]
    public void A_template_that_cannot_be_used_is_refused_at_once(int template, string error)
    {
        // A machine that was made just now is in no statistics yet; the operation's own check would find it.
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(error, Assert.Throws<ProvisioningException>(() => _process.Reinstall(new ReinstallVm { OsTemplate = template })).Error.Id);
        Assert.Null(Service.Operation);
    }

    [Fact]
    public void Nothing_is_deleted_before_the_new_machine_is_known_to_be_possible()
    {
        var (password, uuid) = (Password(), Machine.Config["smbios1"]);
        _process.Reinstall();
        _world.Lab.RemoveVm(9000);
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Reinstall, OperationState.Stopped), (Service.LocalStatus, Service.OperationState!.Value));
        Assert.Equal(("running", uuid, password), (Machine.Status, Machine.Config["smbios1"], Password()));
        _world.Lab.AddVm(Template(9000));
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        // One that stopped goes on when it is asked for again.
        _process.Reinstall();
        End();
        Assert.NotEqual(uuid, Machine.Config["smbios1"]);
        Invariants.Hold(_world);
    }

    [Fact]
    public void Nothing_is_deleted_for_a_template_that_has_become_useless()
    {
        var uuid = Machine.Config["smbios1"];
        _process.Reinstall();
        _world.Lab.SetOption(9000, "ide2", null);
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.NotATemplate), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Equal(("running", uuid), (Machine.Status, Machine.Config["smbios1"]));
    }

    [Fact]
    public void Nothing_is_deleted_where_the_new_machine_would_lack_addresses()
    {
        var uuid = Machine.Config["smbios1"];
        _process.Reinstall();
        new VmPackageCatalog(_world.Store, _world.Clock).Update(VmWorld.FullPackage with { IPv4Count = 60 });
        TryForMinutes();
        Assert.Equal(ErrorIds.NoFreeAddress, Service.LastError!.Id);
        Assert.Equal(("running", uuid), (Machine.Status, Machine.Config["smbios1"]));
    }

    [Fact]
    public void Nothing_is_deleted_where_the_new_machine_would_have_no_place()
    {
        Assert.Null(Assert.Single(_process.Order(1, order => order with { TargetNode = "pve2" })).Error);
        _process.TickToTheEnd();
        var before = _world.Lab.FindVm(101)!;
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        _process.Reinstall(serviceId: 2);
        // Its template has been moved to where only another node sees it.
        _world.Lab.SetOption(9000, "scsi0", "local:9000/base-9000-disk-0.qcow2,size=2G");
        TryForMinutes();
        Assert.Equal(ErrorIds.NoUsableNode, _world.Services()[1].LastError!.Id);
        Assert.Equal(("running", before.Config["smbios1"]), (_world.Lab.FindVm(101)!.Status, _world.Lab.FindVm(101)!.Config["smbios1"]));
    }

    /// <summary>The mission's VMRemove keeps unused disks; the server deletes them with the machine.</summary>
    [Fact]
    public void A_machine_with_unused_disks_is_not_deleted()
    {
        _world.Lab.SetOption(100, "unused0", "shared1:100/vm-100-disk-9.qcow2");
        _process.Reinstall();
        _process.TickToTheEnd();
        Assert.Equal("running", Machine.Status);
        Assert.Equal((OperationState.Stopped, ErrorIds.UnusedDisksAtStake), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Contains("vm-100-disk-9", Service.LastError.Message, StringComparison.Ordinal);
        Assert.NotNull(_world.Lab.FindVm(100));
        _world.Lab.SetOption(100, "unused0", null);
        _process.Tick(new TickOptions { ServiceIds = [1] });
        End();
    }

    [Fact]
    public void A_machine_without_our_mark_is_left_alone()
    {
        _world.Lab.SetOption(100, "description", "somebody's");
        _process.Reinstall();
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.ForeignMachine), (Service.OperationState!.Value, Service.LastError!.Id));
        Assert.Equal("running", Machine.Status);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method is "DELETE" or "PUT");
    }

    [Fact]
    public void A_locked_machine_is_refused_at_once()
    {
        _world.Lab.SetOption(100, "lock", "backup");
        Assert.Equal(ErrorIds.MachineLocked, Assert.Throws<ProvisioningException>(() => _process.Reinstall()).Error.Id);
    }

    [Fact]
    public void A_suspended_service_is_made_anew_and_stays_off()
    {
        Ends("Suspend");
        _process.Reinstall();
        End();
        Assert.Equal((ServiceStatus.Suspended, VmStatus.Ready, "stopped"), (Service.Status, Service.LocalStatus, Machine.Status));
        Ends("Resume");
        Invariants.Hold(_world);
    }

    /// <summary>Somebody takes the VMID in the gap: the service comes back under another one, and its notes say so.</summary>
    [Fact]
    public void A_stranger_in_the_gap_keeps_the_VMID()
    {
        _world.Lab.Faults.Once("POST", "*/clone", new LabEffect { Status = 500, Text = "can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout" });
        _process.Reinstall();
        for (var ticks = 0; Service.OperationState != OperationState.Retrying && ticks < 100; ticks++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        Assert.Null(_world.Lab.FindVm(100));
        _world.Lab.ClearRequestLog();
        _world.Lab.AddVm(new ScenarioVm { Vmid = 100, Node = "pve1", Config = new Dictionary<string, string> { ["name"] = "stranger", ["memory"] = "512" } });
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Ready, "101"), (Service.LocalStatus, Service.RemoteId));
        Assert.Contains("VMID 100 was taken by somebody else", Service.AdminNotes, StringComparison.Ordinal);
        Assert.Equal("stranger", Machine.Name);
        Invariants.Hold(_world);
    }

    [Fact]
    public void Surplus_addresses_are_kept()
    {
        var catalog = new VmPackageCatalog(_world.Store, _world.Clock);
        catalog.Update(VmWorld.FullPackage with { IPv4Count = 3 });
        Ends(_process.Change(new ChangeVm()));
        var held = Service.IpAddresses;
        Assert.Equal(4, held.Count);
        catalog.Update(VmWorld.FullPackage);
        _process.Reinstall();
        End();
        Assert.Equal(held, Service.IpAddresses);
    }

    private void TryForMinutes()
    {
        for (var i = 0; i < 60; i++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private static ScenarioVm Template(int vmid) => new()
    {
        Vmid = vmid, Node = "pve1", Guest = new ScenarioGuest { Agent = true },
        Config = new Dictionary<string, string>
        {
            ["name"] = "other", ["template"] = "1", ["memory"] = "2048", ["cores"] = "1", ["boot"] = "order=scsi0", ["agent"] = "1",
            ["scsi0"] = $"shared1:{vmid}/base-{vmid}-disk-0.qcow2,size=2G", ["ide2"] = $"shared1:{vmid}/vm-{vmid}-cloudinit.qcow2,media=cdrom", ["net0"] = "virtio=BC:24:11:00:90:01,bridge=vmbr0",
        },
    };

    private string Password() => _world.Store.Read(r => r.Secret("service/1/password"))!.Reveal();

    private string Mac() => Machine.Config["net0"].Split(',')[0];
}
