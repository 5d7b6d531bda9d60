using Provisioning.Engine;
using Provisioning.Lab;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Requests for single commands: what has to find the machine stopped (<c>**</c>) asks the server before it is taken.</summary>
public sealed class CommandRequestTests : IDisposable
{
    private const int VmId = 100;

    private readonly VmWorld _world = new();
    private readonly VmProcess _process;

    public CommandRequestTests()
    {
        _process = _world.Start();
        _process.Order();
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
    }

    public static TheoryData<string> Commands => [.. VmCommands.All.Select(c => c.Name)];

    public static TheoryData<string> NeedStopped => [.. VmCommands.All.Where(c => c.Mark == VmMark.MustBeStopped).Select(c => c.Name)];

    private ProvisionedService Service => _world.Services()[0];

    public void Dispose()
    {
        _process.Dispose();
        _world.Dispose();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_running_machine_is_in_the_way_of_what_needs_a_stopped_one_only(string command)
    {
        if (VmCommands.Find(command)!.Mark != VmMark.MustBeStopped)
        {
            Assert.Null(_process.RunStep(command).Seen);
            Assert.Empty(_world.Lab.RequestLog);
            Assert.Equal(command, Service.Operation);
            return;
        }

        var refused = Assert.Throws<ProvisioningException>(() => _process.RunStep(command)).Error;
        Assert.Equal((ErrorIds.MachineRunning, ErrorKind.State, "1"), (refused.Id, refused.Kind, refused.Target));
        Assert.Contains("VM 100 on pve1 is running", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Stop-ProvisionedVm 1", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(VmCommands.Find(command)!.Cmdlet, refused.Message, StringComparison.Ordinal);
        Assert.Null(Service.Operation);
        Assert.DoesNotContain(_world.Journal(1), e => e.Operation == command);
        Assert.EndsWith("/status/current", Assert.Single(_world.Lab.RequestLog).Path, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NeedStopped))]
    public void A_stopped_machine_is_taken_at_once(string command)
    {
        Stop();
        var taken = _process.RunStep(command);
        Assert.Equal(("stopped", VmStatus.Ready), (taken.Seen?.Status, taken.BeginsIn));
        _process.TickToTheEnd();
        Assert.Null(Service.OperationState);
    }

    [Fact]
    public void A_refusal_tells_the_lock_of_a_running_machine()
    {
        _world.Lab.SetOption(VmId, "lock", "backup");
        var refused = Assert.Throws<ProvisioningException>(() => _process.RunStep(VmCommands.SetCpuRam)).Error;
        Assert.Contains("is running and locked (backup)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_on_a_stopped_machine_is_told_and_waited_for()
    {
        Stop();
        _world.Lab.SetOption(VmId, "lock", "backup");
        Assert.Equal("backup", _process.RunStep(VmCommands.SetCpuRam).Seen?.Lock);
        _process.Tick();
        Assert.Equal(OperationState.Waiting, Service.OperationState);
        _world.Lab.SetOption(VmId, "lock", null);
        _process.TickToTheEnd();
        Assert.Null(Service.OperationState);
    }

    [Theory]
    [MemberData(nameof(NeedStopped))]
    public void With_the_server_out_of_reach_the_request_is_taken_and_the_operation_decides(string command)
    {
        _world.Lab.SetNodeOnline("pve1", false);
        Assert.Null(_process.RunStep(command).Seen);
        Assert.Equal(command, Service.Operation);
        _world.Lab.SetNodeOnline("pve1", true);
        // The node's failure has switched the machine off; somebody starts it before the command's turn comes.
        if (_world.Lab.FindVm(VmId)!.Status != "running") _world.OnServer($"/nodes/pve1/qemu/{VmId}/status/start");
        _process.TickToTheEnd();
        Assert.Equal((OperationState.Stopped, ErrorIds.MachineRunning), (Service.OperationState, Service.LastError?.Id));
        Assert.NotNull(_world.Lab.FindVm(VmId));
    }

    [Fact]
    public void A_server_that_never_answers_is_waited_for_seconds_only()
    {
        _world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "*/status/current", Effect = new LabEffect { Hang = LabMoment.Before } });
        var before = _world.Clock.GetUtcNow();
        Assert.Null(_process.RunStep(VmCommands.SetCpuRam).Seen);
        Assert.InRange(_world.Clock.GetUtcNow() - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void Ctrl_C_while_the_server_is_asked_queues_nothing()
    {
        _world.Lab.Faults.Add(new LabFault { Method = "GET", Path = "*/status/current", Effect = new LabEffect { Hang = LabMoment.Before } });
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2), _world.Clock);
        Assert.ThrowsAny<OperationCanceledException>(() => _process.RunStep(VmCommands.SetCpuRam, cancellation: stop.Token));
        Assert.Null(Service.Operation);
    }

    /// <summary>What is asked for behind a stop is judged by what will be, so nobody has to wait for the stop first.</summary>
    [Fact]
    public void Behind_a_stop_a_command_is_taken_although_the_machine_still_runs()
    {
        _process.Request("Stop");
        Assert.Null(_process.RunStep(VmCommands.SetCpuRam).Seen);
        Assert.Empty(_world.Lab.RequestLog);
        _process.TickToTheEnd();
        Assert.Null(Service.OperationState);
        Assert.Contains(_world.Journal(1), e => e is { Operation: VmCommands.SetCpuRam, Event: JournalEvent.Completed });
    }

    [Fact]
    public void A_forbidden_status_is_told_without_asking_the_server()
    {
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { LocalStatus = VmStatus.SetNetwork }));
        Assert.Equal(ErrorIds.StatusForbids, Assert.Throws<ProvisioningException>(() => _process.RunStep(VmCommands.SetCpuRam)).Error.Id);
        Assert.Empty(_world.Lab.RequestLog);
    }

    [Theory]
    [MemberData(nameof(NeedStopped))]
    public void A_check_asks_and_queues_nothing(string command)
    {
        Assert.Equal(ErrorIds.MachineRunning, Assert.Throws<ProvisioningException>(() => _process.CheckStep(command)).Error.Id);
        Stop();
        _process.CheckStep(command);
        Assert.Null(Service.Operation);
    }

    [Fact]
    public void An_unknown_command_is_named_with_those_that_exist() =>
        Assert.Contains(VmCommands.SetFirewall, Assert.Throws<ProvisioningException>(() => _process.RunStep("SetCpu")).Error.Message, StringComparison.Ordinal);

    /// <summary>The creation by hand, as the output of each command tells it: the last one named is the start, which ends it.</summary>
    [Fact]
    public void The_commands_lead_from_the_order_to_the_finished_machine()
    {
        _process.Order();
        _world.Store.Write(Durability.Normal, w =>
        {
            w.SaveOperation(w.Operation(w.Service(2)!.OperationId!.Value)! with { State = OperationState.Stopped });
            w.SetDue(2, null);
        });
        var next = "Set-VmDedicatedIp";
        for (var walked = 0; VmCommands.All.FirstOrDefault(c => c.Cmdlet == next) is { } command; walked++)
        {
            Assert.InRange(walked, 0, VmCommands.All.Count);
            var taken = _process.RunStep(command.Name, 2);
            var told = new RequestedVmCommand { LocalStatus = taken.BeginsIn, Request = taken.Command, Service = _world.Services()[1] };
            _process.TickToTheEnd();
            Assert.Equal(told.LeadsTo, _world.Services()[1].LocalStatus);
            next = told.NextCommand;
        }
        Assert.Equal("Start-ProvisionedVm", next);
        _process.Request("Start", 2);
        _process.TickToTheEnd();
        var service = _world.Services()[1];
        Assert.Equal((VmStatus.Ready, ServiceStatus.Active), (service.LocalStatus, service.Status));
        Assert.NotNull(service.ReadyAt);
        Invariants.Hold(_world);
    }

    [Fact]
    public void Every_option_can_be_withdrawn()
    {
        _process.Change(new ChangeVm { Options = new Dictionary<string, string> { [VmOption.OperatingSystem] = "9000", [VmOption.Ram] = "2" } });
        _process.TickToTheEnd();
        _process.Change(new ChangeVm { WithdrawnOptions = VmOption.All });
        _process.TickToTheEnd();
        Assert.Null(Service.OperationState);
        Assert.Equal("4096", _world.Lab.FindVm(VmId)!.Config["memory"]);
        Invariants.Hold(_world);
    }

    private void Stop()
    {
        _process.Request("Stop");
        _process.TickToTheEnd();
        _world.Lab.ClearRequestLog();
    }
}
