using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>A command that was taken.</summary>
/// <param name="OperationId">Number of its operation.</param>
/// <param name="Command">The command.</param>
/// <param name="BeginsIn">The local status in which it begins.</param>
/// <param name="Seen">What the machine was doing when it was asked for; null when nobody looked or nobody answered.</param>
public sealed record TakenCommand(long OperationId, VmCommand Command, string BeginsIn, VmState? Seen);

/// <summary>
/// Takes requests for single commands. One that must find the machine stopped looks at it before it is taken, so that whoever asks hears at
/// once what is in the way. That look is a courtesy: the operation looks again when its turn comes, and only that look counts.
/// </summary>
public sealed class VmCommandDesk(IStateStore store, OperationRequests requests, ProxmoxDriver driver)
{
    /// <summary>Queues a command.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids, MachineRunning.</exception>
    public async Task<TakenCommand> RunAsync(long serviceId, string name, CancellationToken cancellation)
    {
        var command = Known(name);
        var seen = await DemandAsync(serviceId, command, cancellation).ConfigureAwait(false);
        var beginsIn = requests.WouldBeginIn(serviceId, name);
        return new TakenCommand(requests.Request(serviceId, name), command, beginsIn, seen);
    }

    /// <summary>Finds out whether a command would be refused.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown, StatusForbids, MachineRunning.</exception>
    public Task CheckAsync(long serviceId, string name, CancellationToken cancellation) => DemandAsync(serviceId, Known(name), cancellation);

    private async Task<VmState?> DemandAsync(long serviceId, VmCommand command, CancellationToken cancellation)
    {
        if (requests.WouldRefuse(serviceId, command.Name) is { } refused) throw refused.AsException();
        if (command.Mark != VmMark.MustBeStopped || Machine(serviceId) is not { } machine) return null;
        var state = await LookAsync(serviceId, machine.Server, machine.Vm, cancellation).ConfigureAwait(false);
        return state is { IsRunning: true } ? throw Refuse.Running(command.Name, serviceId, machine.Vm, state).AsException() : state;
    }

    /// <summary>Where to look; null where a look now says nothing about then: other work comes first, or there is no machine yet.</summary>
    private (string Server, VmRef Vm)? Machine(long serviceId) => store.Read(state =>
    {
        var service = state.Service(serviceId)!;
        var isBusy = service.OperationId is { } id && state.Operation(id) is { State: not OperationState.Stopped };
        return !isBusy && service.Node is { } node && int.TryParse(service.RemoteId, NumberStyles.None, CultureInfo.InvariantCulture, out var vmId)
            ? (service.Server, new VmRef(node, vmId))
            : ((string, VmRef)?)null;
    });

    private async Task<VmState?> LookAsync(long serviceId, string server, VmRef vm, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(driver.Times.AskPatience, driver.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await driver.Servers.OpenFor(server, serviceId).Api.GetStateAsync(vm, limit.Token).ConfigureAwait(false);
        }
        catch (ProvisioningException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static VmCommand Known(string name) => VmCommands.Find(name) ?? throw new ProvisioningException(
        ErrorIds.OperationUnknown, ErrorKind.Invalid, $"There is no command '{name}'; there are {string.Join(", ", VmCommands.All.Select(known => known.Name))}.", name);
}
