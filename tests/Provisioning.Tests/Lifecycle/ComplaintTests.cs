using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>What docs/complaints.md names and no other test shows.</summary>
public sealed class ComplaintTests : IDisposable
{
    private readonly VmWorld _world = new();
    private readonly VmProcess _process;

    public ComplaintTests() => _process = _world.Start();

    private ProvisionedService Service => _world.Services()[0];

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Theory]
    [InlineData("*/resize", false)]
    [InlineData("*/config", true)]
    public void A_lock_timeout_right_after_the_clone_is_tried_again(string path, bool atOnce)
    {
        const string Text = "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout";
        var fault = _world.Lab.Faults.Once("PUT", path, atOnce ? new LabEffect { Status = 500, Text = Text } : new LabEffect { TaskError = Text });
        _process.Order();
        _process.TickToTheEnd();
        Assert.Equal(1, fault.Struck);
        Assert.Contains(_world.Journal(1), e => e is { Event: JournalEvent.Failed, ErrorId: ErrorIds.LockTimeout });
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
        Invariants.Hold(_world);
    }

    /// <summary>A token sees only what it may; what it may not see is not gone.</summary>
    [Fact]
    public void A_machine_that_the_list_leaves_out_is_not_believed_gone()
    {
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "*/qemu/100/config", Effect = new LabEffect { Status = 500, Text = "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist" } });
        _world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "/cluster/resources", Effect = new LabEffect { Garbage = """{"data":[{"id":"node/pve1","type":"node","node":"pve1","status":"online"}]}""" } });
        _process.Request("Terminate");
        for (var i = 0; i < 5; i++)
        {
            _process.Tick();
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.NotEqual(ServiceStatus.Terminated, Service.Status);
        Assert.NotEmpty(Service.IpAddresses);
        Assert.Equal(ErrorIds.MachineMissing, Service.LastError?.Id);
        Assert.Contains("VM.Audit", Service.LastError!.Message, StringComparison.Ordinal);
        _world.Lab.Faults.Clear();
        _process.TickToTheEnd();
        Assert.Equal(ServiceStatus.Terminated, Service.Status);
        Invariants.Hold(_world);
    }

    /// <summary>What a guest reads at its start has to be on its drive by then: the change stops and starts it, and a start writes the drive.</summary>
    [Fact]
    public void A_running_guest_is_given_its_cloud_init_drive_anew()
    {
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.IPv6Addresses] = "0" } });
        _process.TickToTheEnd();
        var walked = _world.Lab.RequestLog.Where(r => r.Method != "GET").Select(r => r.Path.Split('/')[^1]).Where(p => p is "config" or "shutdown" or "start");
        Assert.Equal(["shutdown", "config", "start"], walked);
        Assert.DoesNotContain("ip6=", _world.Lab.FindVm(100)!.Config["ipconfig0"], StringComparison.Ordinal);
        Assert.Empty(_world.Lab.FindVm(100)!.Pending);
        Invariants.Hold(_world);
    }
}
