using Provisioning.Engine;
using Provisioning.Tests.Worlds;

namespace Provisioning.Tests.Lifecycle;

/// <summary>Every operation against every local status and every status towards the client, on a service with nothing else to do.</summary>
public sealed class GuardTests : DeliveredMachine
{
    private static readonly string[] Creation = [.. VmStatus.All.TakeWhile(status => status != VmStatus.Ready)];
    private static readonly string[] Grown = [VmStatus.Ready, VmStatus.ChangePackage, VmStatus.Reinstall, VmStatus.SetDnsRecords, VmStatus.Restore];

    public static TheoryData<string> Operations
    {
        get
        {
            using var world = new VmWorld();
            using var process = world.Start();
            return [.. process.Operations.Keys];
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_request_is_taken_only_where_it_makes_sense(string operation)
    {
        foreach (var status in Enum.GetValues<ServiceStatus>())
            foreach (var local in VmStatus.All)
            {
                Put(local, status);
                var error = _process.Engine.Requests.WouldRefuse(1, operation);
                Assert.True((error is null) == Allowed(operation, local, status), $"{operation} in {local}, {status}: {error?.Message ?? "taken"}");
                if (error is null) continue;
                Assert.Equal((ErrorIds.StatusForbids, ErrorKind.State, "1"), (error.Id, error.Kind, error.Target));
                Assert.Contains(error.Message.Contains("the service is", StringComparison.Ordinal) ? status.ToString() : $"'{local}'", error.Message, StringComparison.Ordinal);
                Assert.Contains("It needs", error.Message, StringComparison.Ordinal);
            }
    }

    /// <summary>A refusal speaks of what was typed, and of what leads on from where the service really stands.</summary>
    [Theory]
    [InlineData("Start", VmStatus.Ready, ServiceStatus.Suspended, "Start-ProvisionedVm is refused", "Resume-Service 1 gives it back")]
    [InlineData("Start", VmStatus.Terminated, ServiceStatus.Terminated, "Start-ProvisionedVm is refused", "order a new one")]
    [InlineData("Start", VmStatus.SetIp, ServiceStatus.Active, "Start-ProvisionedVm is refused", "Copy-VmTemplate 1 by hand")]
    [InlineData("Suspend", VmStatus.SetNetwork, ServiceStatus.Active, "Suspend-Service is refused", "Set-VmFirewall 1 by hand")]
    [InlineData("ChangePackage", VmStatus.SetCloudInit, ServiceStatus.Active, "Set-ServicePackage is refused", "Start-ProvisionedVm 1 ends it")]
    [InlineData("TakeSnapshot", VmStatus.Restore, ServiceStatus.Active, "New-ProvisionedVmSnapshot is refused", "Invoke-ProvisioningTick 1 takes up one that has stopped")]
    [InlineData("Resume", VmStatus.Terminate, ServiceStatus.Active, "Resume-Service is refused", "Remove-Service 1 goes on")]
    [InlineData("Restart", VmStatus.ChangePackage, ServiceStatus.Active, "Restart-ProvisionedVm is refused", "Wait-ProvisionedService 1 waits")]
    [InlineData("Deploy", VmStatus.Ready, ServiceStatus.Active, "The creation is refused", "Set-ServicePackage")]
    [InlineData(VmCommands.SetNetwork, VmStatus.SetNetwork, ServiceStatus.Active, "Set-VmNetwork is refused", "Set-VmFirewall 1 by hand")]
    [InlineData(VmCommands.RemoveInstance, VmStatus.Ready, ServiceStatus.Suspended, "Remove-VmInstance is refused", "Resume-Service 1 gives it back")]
    public void A_refusal_says_what_leads_on(string operation, string local, ServiceStatus status, string refused, string remedy)
    {
        Put(local, status);
        var message = _process.Engine.Requests.WouldRefuse(1, operation)!.Message;
        Assert.StartsWith(refused + " for service 1: ", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>Whoever meets a refusal knows cmdlets, not our names of operations.</summary>
    [Fact]
    public void Every_operation_that_may_be_asked_for_is_called_by_its_cmdlet()
    {
        Put(VmStatus.Terminated, ServiceStatus.Terminated);
        var typed = Operations.Cast<object[]>().Select(row => (string)row[0]).Where(operation => operation is not ("ExpireSnapshots" or "Deploy"));
        Assert.All(typed, operation => Assert.Contains('-', _process.Engine.Requests.WouldRefuse(1, operation)!.Message.Split(' ')[0]));
    }

    [Fact]
    public void A_refused_request_leaves_nothing_behind()
    {
        Put(VmStatus.SetNetwork, ServiceStatus.Pending);
        var refused = Assert.Throws<ProvisioningException>(() => _process.Request("Start"));
        Assert.Equal(ErrorIds.StatusForbids, refused.Error.Id);
        Assert.Null(Assert.Single(_world.Services()).Operation);
        Assert.DoesNotContain(_world.Journal(1), e => e.Operation == "Start");
    }

    [Theory]
    [InlineData(VmCommands.SetCpuRam)]
    [InlineData(VmCommands.SetCloudInit)]
    [InlineData(VmCommands.RemoveInstance)]
    public void What_needs_a_stopped_machine_is_refused_while_it_runs(string command)
    {
        _process.Request(command);
        _process.TickToTheEnd();
        var service = Assert.Single(_world.Services());
        Assert.Equal((OperationState.Stopped, ErrorIds.MachineRunning), (service.OperationState, service.LastError?.Id));
        Assert.Contains("is running", service.LastError!.Message, StringComparison.Ordinal);
        Assert.Contains("Stop-ProvisionedVm", service.LastError.Message, StringComparison.Ordinal);
        _process.Request("Stop");
        _process.TickToTheEnd();
        _process.Request(command);
        _process.TickToTheEnd();
        Assert.Null(Assert.Single(_world.Services()).OperationState);
    }

    private static bool Allowed(string operation, string local, ServiceStatus status)
    {
        if (status == ServiceStatus.Terminated) return false;
        var pendingOrActive = status is ServiceStatus.Pending or ServiceStatus.Active;
        var delivered = status is ServiceStatus.Active or ServiceStatus.Suspended;
        return operation switch
        {
            "Deploy" => pendingOrActive && Creation.Contains(local),
            "Suspend" or "Resume" => delivered && Grown.Contains(local),
            "Terminate" or "Stop" => true,
            "Start" => pendingOrActive && local is (VmStatus.SetCloudInit or VmStatus.Ready),
            "Restart" => pendingOrActive && local == VmStatus.Ready,
            "SyncDns" => delivered && local is (VmStatus.Ready or VmStatus.SetDnsRecords),
            VmCommands.RemoveInstance => pendingOrActive && local == VmStatus.Ready,
            "TakeSnapshot" or "CreateBackup" => delivered && local == VmStatus.Ready,
            "RestoreSnapshot" => delivered && local is (VmStatus.Ready or VmStatus.Restore),
            "RestoreBackup" => delivered && local is (VmStatus.Ready or VmStatus.SetIp or VmStatus.Restore),
            "RemoveSnapshot" or "ExpireSnapshots" or "RemoveBackup" => delivered && Grown.Contains(local),
            "Reinstall" => delivered && local is (VmStatus.Ready or VmStatus.Reinstall),
            "ResetPassword" => delivered && local == VmStatus.Ready,
            "Register" => status == ServiceStatus.Pending && local == VmStatus.Register,
            "ChangePackage" or "Repair" => delivered && local is (VmStatus.Ready or VmStatus.ChangePackage),
            _ => local == VmStatus.Ready || local == Preceding(operation),
        };
    }

    /// <summary>The mission's table in words of its own.</summary>
    private static string? Preceding(string command) => command switch
    {
        "SetDedicatedIp" => "creation",
        "CloneTemplate" => "set_ip",
        "SetCpuRam" => "clone",
        "SetSystemDiskSize" => "set_cpu_ram",
        "SetSystemDiskBandwidth" => "set_system_disk_size",
        "CreateAdditionalDisk" => "set_system_disk_bandwidth",
        "SetAdditionalDiskSize" => "set_created_additional_disk",
        "SetAdditionalDiskBandwidth" => "set_additional_disk_size",
        "SetNetwork" => "set_additional_disk_bandwidth",
        "SetFirewall" => "set_network",
        "SetCloudInit" => "set_firewall",
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "a new operation has no row in this table"),
    };

    private void Put(string local, ServiceStatus status) =>
        _world.Store.Write(Durability.Normal, w => w.SaveService(w.Service(1)! with { LocalStatus = local, Status = status, OperationId = null, DueAt = null }));
}
