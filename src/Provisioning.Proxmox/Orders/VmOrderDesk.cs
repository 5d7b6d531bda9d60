using System.Collections.Concurrent;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>An order that was looked at: a draft for the engine to store, or the reason why there is none.</summary>
/// <param name="Order">The order.</param>
/// <param name="Draft">The draft.</param>
/// <param name="Error">The reason.</param>
public sealed record PreparedOrder(OrderVm Order, OrderDraft? Draft, ProvisioningError? Error);

/// <summary>
/// Turns orders for virtual machines into drafts. Open one for each batch: it remembers what memory it has promised on which node.
/// Clusters are looked at once for all orders of half a minute; a server out of reach is no refusal, its orders are checked later.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="driver">The driver, whose looks at clusters are shared.</param>
/// <param name="draw">Draws what is made up; null draws what nobody can guess.</param>
public sealed class VmOrderDesk(IStateStore store, ProxmoxDriver driver, Draw? draw = null)
{
    private readonly Draw _draw = draw ?? MadeUp.Secure;
    private readonly ConcurrentDictionary<(string Server, string Node), long> _promised = new();

    /// <summary>Checks an order as far as that needs no server.</summary>
    /// <exception cref="ProvisioningException">What is wrong with it.</exception>
    public void Check(OrderVm order) => Understood(order);

    /// <summary>Prepares a batch; the answers come in the order of the orders.</summary>
    public async Task<IReadOnlyList<PreparedOrder>> PrepareAsync(IReadOnlyList<OrderVm> orders, CancellationToken cancellation)
    {
        var plans = new Dictionary<string, AddressPlan>(StringComparer.OrdinalIgnoreCase);
        var prepared = new List<PreparedOrder>(orders.Count);
        foreach (var order in orders)
        {
            try
            {
                var understood = Understood(order);
                if (!plans.TryGetValue(understood.Server, out var plan))
                    plans[understood.Server] = plan = new AddressPlan(store.Read(state => state.Pools(understood.Server)));
                var needs = plan.For(understood.Package, []);
                prepared.Add(new(order, await DraftAsync(understood, needs, cancellation).ConfigureAwait(false), null));
            }
            catch (ProvisioningException refused)
            {
                prepared.Add(new(order, null, refused.Error));
            }
        }
        return prepared;
    }

    private UnderstoodOrder Understood(OrderVm order) => store.Read(state => UnderstoodOrder.Of(order, state, _draw));

    private async Task<OrderDraft> DraftAsync(UnderstoodOrder order, IReadOnlyList<AddressNeed> needs, CancellationToken cancellation)
    {
        var (node, taken, isUnchecked) = await LookAsync(order, cancellation).ConfigureAwait(false);
        var rule = order.Package.NameRule;
        return new OrderDraft
        {
            Kind = VirtualMachineWords.Kind,
            Server = order.Server,
            Package = order.Package.Name,
            ClientId = order.ClientId,
            LocalStatus = VmStatus.Creation,
            Operation = VmOperations.Deploy,
            HostName = order.HostName is { } given ? _ => given : seed => NameRule.Expand(rule, seed, _draw),
            HostNameGiven = order.HostName is not null,
            Domain = order.Domain,
            Addresses = needs,
            RemoteId = new RemoteIdNeed(order.Package.FirstVmId, VmPackageRules.MaxVmId, taken),
            Node = node,
            Data = order.Data.Text(),
            Unchecked = isUnchecked,
            OrderReference = order.Reference,
            DueDate = order.DueDate,
            Secrets = new Dictionary<string, SecretText> { [VmSecrets.Password] = order.Password },
        };
    }

    private async Task<(string? Node, IReadOnlySet<int> Taken, bool Unchecked)> LookAsync(UnderstoodOrder order, CancellationToken cancellation)
    {
        var (server, data, package) = (order.Server, order.Data, order.Package);
        IReadOnlySet<int> taken = new HashSet<int>();
        try
        {
            var look = await driver.Looks.ClusterAsync(server, fresh: false, cancellation).ConfigureAwait(false);
            taken = look.TakenVmIds;
            var template = await driver.Looks.TemplateAsync(server, look.Template(data.Template, server).Vm, fresh: false, cancellation).ConfigureAwait(false);
            var node = NodeChoice.Choose(look, template, ClonePlace.StorageOf(package), data.TargetNode, name => _promised.GetValueOrDefault((server, name)));
            var memory = (long)package.MemoryMiB << 20;
            _promised.AddOrUpdate((server, node), memory, (_, before) => before + memory);
            return (node, taken, false);
        }
        catch (ProvisioningException e) when (e.Error.Kind is ErrorKind.Unreachable or ErrorKind.Timeout || (e.Error.Retryable && e.Error.Kind != ErrorKind.BadReply))
        {
            return (null, taken, true);
        }
    }
}
