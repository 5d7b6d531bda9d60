namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>What is asked for of services that exist.</summary>
internal sealed partial class FakeHost
{
    /// <summary>Operations that our records forbid, by name.</summary>
    public Dictionary<string, ProvisioningError> Forbidden { get; } = [];

    public ChangeVm? LastChange { get; private set; }

    public ProvisionedService Suspend(long id, PowerOffRequest? how) => Requested($"Services.Suspend {id} {how?.Force} {how?.TimeLimit}", "Suspend", id);

    public ProvisionedService Resume(long id) => Requested($"Services.Resume {id}", "Resume", id);

    public ProvisionedService Terminate(long id, bool keepBackups, bool leaveForeign) =>
        Requested($"Services.Terminate {id} {keepBackups}{(leaveForeign ? " leaving" : "")}", "Terminate", id);

    public ProvisionedService Start(long id) => Requested($"VirtualMachines.Start {id}", "Start", id);

    public ProvisionedService Stop(long id, PowerOffRequest? how) => Requested($"VirtualMachines.Stop {id} {how?.Force} {how?.TimeLimit}", "Stop", id);

    public ProvisionedService Restart(long id, PowerOffRequest? how) => Requested($"VirtualMachines.Restart {id} {how?.Force} {how?.TimeLimit}", "Restart", id);

    public ProvisionedService GoOn(long id) => Requested($"VirtualMachines.GoOn {id}", "Deploy", id);

    public ProvisionedService ChangePackage(long id, ChangeVm change)
    {
        LastChange = change;
        return Requested($"VirtualMachines.ChangePackage {id}", "ChangePackage", id);
    }

    public void Check(long id, ChangeVm change)
    {
        LastChange = change;
        Called($"VirtualMachines.Check {id}");
    }

    public async Task<RequestedVmCommand> RunStepAsync(long id, string command, CancellationToken cancellation)
    {
        await CalledAsync($"VirtualMachines.RunStep {id} {command}", cancellation);
        var service = Queued(id, command);
        return new() { LocalStatus = service.LocalStatus, Request = VmCommands.Find(command)!, Service = service };
    }

    public async Task CheckStepAsync(long id, string command, CancellationToken cancellation) =>
        await CalledAsync($"VirtualMachines.CheckStep {id} {command}", cancellation);

    public ProvisioningError? WouldRefuse(long id, string operation)
    {
        Called($"Services.WouldRefuse {id} {operation}");
        return Forbidden.GetValueOrDefault(operation);
    }

    private ProvisionedService Requested(string call, string operation, long id)
    {
        Called(call);
        return Forbidden.TryGetValue(operation, out var forbidden) ? throw forbidden.AsException() : Queued(id, operation);
    }

    private ProvisionedService Asked(string call, long id)
    {
        Called(call);
        return Known(ServiceTable.Find(s => s.Id == id), ErrorIds.ServiceNotFound, $"{id}");
    }

    private ProvisionedService Queued(long id, string operation)
    {
        Known(ServiceTable.Find(s => s.Id == id), ErrorIds.ServiceNotFound, $"{id}");
        return ServiceTable[ServiceTable.FindIndex(s => s.Id == id)] with { Operation = operation, OperationState = OperationState.Queued };
    }
}
