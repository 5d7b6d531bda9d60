using Provisioning.Engine;
using Provisioning.Proxmox;

namespace Provisioning;

internal sealed class VirtualMachines(IStateStore store, ProvisioningEngine engine, ProxmoxDriver driver) : IVirtualMachines
{
    private readonly VmChanges _changes = new(store, engine.Requests);
    private readonly VmCommandDesk _commands = new(store, engine.Requests, driver);

    public IOrderDesk OpenOrderDesk() => new Desk(store, engine, new VmOrderDesk(store, driver));

    public void Check(OrderVm order) => new VmOrderDesk(store, driver).Check(order);

    public ProvisionedService Start(long id) => Queued(id, _changes.Start(id));

    public ProvisionedService Stop(long id, PowerOffRequest? how) => Queued(id, _changes.Stop(id, how));

    public ProvisionedService Restart(long id, PowerOffRequest? how) => Queued(id, _changes.Restart(id, how));

    public async Task<RequestedVmCommand> RunStepAsync(long id, string command, CancellationToken cancellation)
    {
        var taken = await _commands.RunAsync(id, command, cancellation).ConfigureAwait(false);
        var service = Queued(id, taken.OperationId);
        return new RequestedVmCommand
        {
            LocalStatus = taken.BeginsIn,
            Request = taken.Command,
            Service = taken.Seen is { } seen ? service with { RemoteStatus = seen.Status, RemoteLock = seen.Lock } : service,
        };
    }

    public Task CheckStepAsync(long id, string command, CancellationToken cancellation) => _commands.CheckAsync(id, command, cancellation);

    public void Check(long id, ChangeVm change) => _changes.Check(id, change);

    public ProvisionedService ChangePackage(long id, ChangeVm change) => Queued(id, _changes.ChangePackage(id, change));

    public ProvisionedService GoOn(long id) => Queued(id, _changes.GoOn(id));

    private ProvisionedService Queued(long id, long operation) =>
        store.Read(r => r.ServicePage(new ServiceFilter { Ids = [id], Statuses = Enum.GetValues<ServiceStatus>() }, 0, 1)) is [var service]
            ? service
            : throw new ProvisioningException(ErrorIds.OperationNotFound, ErrorKind.NotFound, $"Operation {operation} of service {id} is gone.");

    private sealed class Desk(IStateStore store, ProvisioningEngine engine, VmOrderDesk orders) : IOrderDesk
    {
        public async Task<IReadOnlyList<OrderResult>> SubmitAsync(IReadOnlyList<OrderVm> batch, CancellationToken cancellation)
        {
            var prepared = await orders.PrepareAsync(batch, cancellation).ConfigureAwait(false);
            var drafts = prepared.Where(p => p.Draft is not null).Select(p => p.Draft!).ToList();
            var taken = new Queue<TakenOrder>(drafts.Count == 0 ? [] : engine.Orders.Take(drafts));
            var answers = prepared.Select(p => (p.Order, Taken: p.Draft is null ? new TakenOrder(null, p.Error) : taken.Dequeue())).ToList();
            var ids = answers.Where(a => a.Taken.ServiceId is not null).Select(a => a.Taken.ServiceId!.Value).ToList();
            var services = ids.Count == 0 ? [] : store.Read(r => r.ServicePage(new ServiceFilter { Ids = ids }, 0, ids.Count)).ToDictionary(s => s.Id);
            return [.. answers.Select(a => new OrderResult(a.Order, a.Taken.ServiceId is { } id ? services[id] : null, a.Taken.Error))];
        }
    }
}
