using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>VMRemove: the machine goes; service, addresses, backups and unused disks stay, and so does a way back.</summary>
public sealed class RemoveInstanceTests : DeliveredMachine
{
    private const int VmId = 100;

    public RemoveInstanceTests() => Ends("Stop");

    [Fact]
    public void The_machine_goes_and_the_rest_stays()
    {
        var (before, backup) = (Service, _world.Lab.AddBackup(VmId, "shared1"));
        Ends(VmCommands.RemoveInstance);
        Assert.Null(_world.Lab.FindVm(VmId));
        Assert.Contains(backup, _world.Lab.Volumes);
        Assert.Equal((VmStatus.SetIp, ServiceStatus.Active, before.RemoteId), (Service.LocalStatus, Service.Status, Service.RemoteId));
        Assert.Equal(before.IpAddresses, Service.IpAddresses);
        Assert.DoesNotContain(_world.Lab.Volumes, v => v.Contains("/vm-100-", StringComparison.Ordinal));
        Invariants.Hold(_world);
    }

    /// <summary>What is not configured must not run: the service stands where a creation stands before its clone.</summary>
    [Fact]
    public void The_way_back_is_the_creation()
    {
        var mac = _world.Lab.FindVm(VmId)!.Config["net0"].Split(',')[0];
        var addresses = Service.IpAddresses;
        Ends(VmCommands.RemoveInstance);
        Assert.Contains("'set_ip'", Assert.Throws<ProvisioningException>(() => _process.Request("Start")).Error.Message, StringComparison.Ordinal);
        Ends("Deploy");
        Assert.Equal((VmStatus.Ready, ServiceStatus.Active), (Service.LocalStatus, Service.Status));
        Assert.Equal(addresses, Service.IpAddresses);
        Assert.StartsWith(mac + ",", _world.Lab.FindVm(VmId)!.Config["net0"], StringComparison.Ordinal);
        Invariants.Hold(_world);
    }

    /// <summary>There is nothing to switch off, so a stop is done; as a failure it would keep the clone that is asked for next from its turn.</summary>
    [Fact]
    public void A_stop_of_what_is_gone_blocks_nothing()
    {
        Ends(VmCommands.RemoveInstance);
        _process.Request("Stop");
        _process.Request("Deploy");
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Ready, null), (Service.LocalStatus, Service.LastError));
        Assert.Contains(_world.Journal(1), e => e is { Operation: "Stop", Event: JournalEvent.Skipped });
        Invariants.Hold(_world);
    }

    [Fact]
    public void Or_the_creation_by_hand()
    {
        Ends(VmCommands.RemoveInstance);
        foreach (var command in VmCommands.All.Where(c => c.Needs is not null).Skip(1))
        {
            Assert.Equal(command.Needs, Service.LocalStatus);
            Ends(command.Name);
        }
        Ends("Deploy");
        Invariants.Hold(_world);
    }

    /// <summary>The server deletes what its configuration names as unused along with it (qemu-server, destroy_vm), and knows no way to let go of it alone.</summary>
    [Fact]
    public void Unused_disks_are_not_lost()
    {
        _world.Lab.SetOption(VmId, "unused0", AddDisk());
        _process.Request(VmCommands.RemoveInstance);
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.UnusedDisksAtStake), (Service.OperationState, Service.LastError!.Id));
        Assert.Contains("unused0: shared1:100/vm-100-disk-9.raw", Service.LastError.Message, StringComparison.Ordinal);
        Assert.Contains("qm disk move 100 unused0", Service.LastError.Message, StringComparison.Ordinal);
        Assert.NotNull(_world.Lab.FindVm(VmId));
        _world.Lab.SetOption(VmId, "unused0", null);
        _process.Tick(new TickOptions { ServiceIds = [1] });
        _process.TickToTheEnd();
        Assert.Null(_world.Lab.FindVm(VmId));
        Assert.Contains("*/shared1:100/vm-100-disk-9.raw", _world.Lab.Volumes);
    }

    [Fact]
    public void A_machine_that_is_gone_already_counts_as_removed()
    {
        _world.Lab.RemoveVm(VmId);
        _world.Clock.Advance(TimeSpan.FromSeconds(20));
        Ends(VmCommands.RemoveInstance);
        Assert.Equal(VmStatus.SetIp, Service.LocalStatus);
        Ends("Deploy");
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_machine_that_is_there_is_not_cloned_again()
    {
        _world.Lab.ClearRequestLog();
        Ends(VmCommands.CloneTemplate);
        Assert.DoesNotContain(_world.Lab.RequestLog, r => r.Method == "POST");
        Assert.Contains(_world.Journal(1), e => e is { Event: JournalEvent.Skipped, Step: "clone" } && e.Message.Contains("is there already", StringComparison.Ordinal));
    }

    [Fact]
    public void A_suspended_service_keeps_its_machine()
    {
        Ends("Suspend");
        var refused = Assert.Throws<ProvisioningException>(() => _process.Request(VmCommands.RemoveInstance)).Error;
        Assert.Contains("Suspended", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Resume", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A disk on the storage that nothing names yet.</summary>
    private string AddDisk()
    {
        _world.Lab.AddVm(new Provisioning.Lab.ScenarioVm { Vmid = 999, Node = "pve1", Config = new Dictionary<string, string> { ["scsi0"] = "shared1:100/vm-100-disk-9.raw,size=1G" } });
        return "shared1:100/vm-100-disk-9.raw";
    }
}
