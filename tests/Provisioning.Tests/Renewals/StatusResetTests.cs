using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Renewals;

/// <summary>An admin puts the local status where it belongs, against the simulated data centre.</summary>
public sealed class StatusResetTests : IDisposable
{
    private readonly VmWorld _world = new();
    private readonly VmProcess _process;

    public StatusResetTests() => _process = _world.Start();

    public static TheoryData<string> Creation => [.. VmStatus.All.TakeWhile(status => status != VmStatus.Ready)];

    private ProvisionedService Service => _world.Services()[0];

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void Every_status_of_the_creation_and_those_that_something_goes_on_from_can_be_named()
    {
        var statuses = _process.Engine.Records.ResetStatuses(VirtualMachineWords.Kind);
        Assert.Superset(VmStatus.All.TakeWhile(status => status != VmStatus.Ready).ToHashSet(), statuses.ToHashSet());
        Assert.Contains(VmStatus.Ready, statuses);
        Assert.Contains(VmStatus.ChangePackage, statuses);
        Assert.DoesNotContain(VmStatus.Terminate, statuses);
        Assert.DoesNotContain(VmStatus.Terminated, statuses);
        Assert.Empty(_process.Engine.Records.ResetStatuses("Unheard of"));
    }

    [Theory]
    [MemberData(nameof(Creation))]
    public void From_every_status_the_creation_goes_on_to_its_end(string localStatus)
    {
        Deliver();
        Reset(localStatus);
        Assert.Equal((localStatus, null), (Service.LocalStatus, Service.Operation));
        Reset(localStatus, goOn: true);
        Assert.Equal("Deploy", Service.Operation);
        _process.TickToTheEnd();
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
        Assert.Single(_world.Lab.Vms, vm => vm.Description?.Contains("provisioning-mark", StringComparison.Ordinal) is true);
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_change_of_package_goes_on_too()
    {
        Deliver();
        _world.Lab.SetOption(100, "cores", "1");
        Reset(VmStatus.ChangePackage, goOn: true);
        _process.TickToTheEnd();
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
        Invariants.Hold(_world);
    }

    [Fact]
    public void What_has_stopped_ends_and_what_waits_behind_it()
    {
        Deliver();
        _world.Lab.SetOption(100, "protection", "1");
        _process.Request("Terminate");
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Terminate, OperationState.Stopped), (Service.LocalStatus, Service.OperationState));
        Reset(VmStatus.Ready);
        Assert.Equal((VmStatus.Ready, null, ServiceStatus.Active, null), (Service.LocalStatus, Service.Operation, Service.Status, Service.LastError));
        Assert.Contains(_world.Journal(1), e => e is { From: VmStatus.Terminate, To: VmStatus.Ready } && e.Message.Contains("by hand", StringComparison.Ordinal));
        Assert.Contains(_world.Journal(1), e => e is { Operation: "Terminate" } && e.Message.Contains("cancelled", StringComparison.Ordinal));
        _process.TickToTheEnd();
        Assert.Equal(["Deploy:Succeeded", "Terminate:Cancelled"], Operations().Select(o => $"{o.Name}:{o.State}"));
    }

    [Fact]
    public void What_is_tried_again_ends_and_its_worker_is_fenced_off()
    {
        _world.Lab.Faults.Add(new LabFault { Path = "*/clone", Times = 1000, Effect = new LabEffect { Status = 500, Text = "got no worker upid - start worker failed" } });
        _process.Order();
        _process.Tick();
        Assert.Equal(OperationState.Retrying, Service.OperationState);
        Reset(VmStatus.SetIp);
        Assert.Equal((VmStatus.SetIp, null), (Service.LocalStatus, Service.Operation));
        _world.Lab.Faults.Clear();
        _process.TickToTheEnd();
        Assert.Null(_world.Lab.FindVm(100));
        Reset(VmStatus.SetIp, goOn: true);
        _process.TickToTheEnd();
        Assert.Equal((VmStatus.Ready, ServiceStatus.Active), (Service.LocalStatus, Service.Status));
        Invariants.Hold(_world);
    }

    [Fact]
    public void Slots_are_given_back()
    {
        Deliver();
        _world.Lab.Faults.Add(new LabFault { Path = "*/clone", Times = 1000, Effect = new LabEffect { Status = 500, Text = "got no worker upid - start worker failed" } });
        _process.Order();
        _process.Tick();
        _process.Engine.Records.ResetStatus(2, VmStatus.SetIp, goOn: false);
        _world.Lab.Faults.Clear();
        Assert.All(_process.Order(4), taken => Assert.Null(taken.Error));
        _process.TickToTheEnd();
        Assert.Equal(5, _world.Services().Count(s => s.LocalStatus == VmStatus.Ready));
    }

    [Fact]
    public void It_is_refused_while_a_task_of_the_server_is_under_way()
    {
        _process.Order();
        while (Service.OperationState != OperationState.Waiting)
            try
            {
                _process.Tick(new TickOptions { TimeBudget = TimeSpan.FromMilliseconds(50) });
            }
            finally
            {
                _world.Clock.Advance(TimeSpan.FromMilliseconds(10));
            }
        var refused = Assert.Throws<ProvisioningException>(() => Reset(VmStatus.Creation)).Error;
        Assert.Equal((ErrorIds.StatusForbids, ErrorKind.State, "1"), (refused.Id, refused.Kind, refused.Target));
        Assert.Contains("UPID", refused.Message, StringComparison.Ordinal);
        _process.TickToTheEnd();
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
    }

    [Fact]
    public void It_is_refused_while_a_tick_is_at_work()
    {
        ProvisioningError? refused = null;
        _process.Order();
        using var busy = _world.Start(CrashHost.CrashPlan.Tell(moment =>
        {
            if (!moment.Contains("/resize", StringComparison.Ordinal) || refused is not null) return;
            refused = Assert.Throws<ProvisioningException>(() => Reset(VmStatus.Creation)).Error;
        }), "busy");
        busy.TickToTheEnd();
        Assert.Equal(ErrorIds.StatusForbids, refused?.Id);
        Assert.Contains("a tick is at work", refused!.Message, StringComparison.Ordinal);
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
        Invariants.Hold(_world);
    }

    [Fact]
    public void A_terminated_service_stays_terminated()
    {
        Deliver();
        _process.Request("Terminate");
        _process.TickToTheEnd();
        Assert.Equal(ErrorIds.StatusForbids, Assert.Throws<ProvisioningException>(() => Reset(VmStatus.Ready)).Error.Id);
        Assert.Equal(VmStatus.Terminated, Service.LocalStatus);
    }

    [Fact]
    public void A_name_that_is_no_status_is_refused_with_those_that_are()
    {
        Deliver();
        var refused = Assert.Throws<ProvisioningException>(() => Reset("set_nothing")).Error;
        Assert.Equal(ErrorIds.InvalidValue, refused.Id);
        Assert.Contains(VmStatus.SetCloudInit, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorIds.InvalidValue, Assert.Throws<ProvisioningException>(() => Reset(VmStatus.Terminated)).Error.Id);
        Assert.Equal(ErrorIds.ServiceNotFound, Assert.Throws<ProvisioningException>(() => _process.Engine.Records.ResetStatus(99, VmStatus.Ready, false)).Error.Id);
    }

    [Fact]
    public void Nothing_is_changed_when_going_on_is_refused()
    {
        Deliver();
        _process.Request("Suspend");
        _process.TickToTheEnd();
        Assert.Equal(ErrorIds.StatusForbids, Assert.Throws<ProvisioningException>(() => Reset(VmStatus.Clone, goOn: true)).Error.Id);
        Assert.Equal(ErrorIds.StatusForbids, Assert.Throws<ProvisioningException>(() => Reset(VmStatus.Ready, goOn: true)).Error.Id);
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
    }

    [Fact]
    public void An_order_that_people_finished_by_hand_is_delivered()
    {
        _process.Order();
        Assert.Equal(ServiceStatus.Pending, Service.Status);
        Reset(VmStatus.Ready);
        Assert.Equal((ServiceStatus.Active, VmStatus.Ready), (Service.Status, Service.LocalStatus));
        Assert.NotNull(Service.ReadyAt);
    }

    private void Deliver()
    {
        _process.Order();
        _process.TickToTheEnd();
        Assert.Equal(VmStatus.Ready, Service.LocalStatus);
    }

    private void Reset(string localStatus, bool goOn = false) => _process.Engine.Records.ResetStatus(1, localStatus, goOn);

    private IReadOnlyList<ProvisioningOperation> Operations() => _world.Store.Read(r => r.OperationPage(1, true, null, 0, 100));
}
