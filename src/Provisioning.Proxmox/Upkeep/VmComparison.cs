using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>
/// Compares machines with their record. One look serves all machines of a server; each costs a reading of its configuration and of its
/// firewall besides. A server or node out of reach is told once, not for each of its machines.
/// </summary>
public sealed class VmComparison(IStateStore store, ProxmoxDriver driver)
{
    private const int PageSize = 200;
    /// <summary>How many machines are looked at at a time.</summary>
    private const int Parallel = 6;

    private readonly ValueSteps _steps = new(driver.Tools);

    /// <summary>Streams differences in the order of the services. Terminated services and those that something is being done to are left out.</summary>
    public async IAsyncEnumerable<ServerFinding<VmDifference>> CompareAsync(ServiceFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var looks = new ConcurrentDictionary<string, Lazy<Task<ClusterLook>>>(StringComparer.OrdinalIgnoreCase);
        var told = new HashSet<(string Server, string Id, string? Target)>();
        await foreach (var machine in InOrder.RunAsync(Services(filter), Parallel, service => MachineAsync(service, looks, cancellation), cancellation).ConfigureAwait(false))
        {
            if (machine.Error is { } error)
            {
                var trouble = error.Kind is ErrorKind.Unreachable or ErrorKind.Timeout or ErrorKind.Auth ? null : error.Target;
                if (told.Add((machine.Server, error.Id, trouble))) yield return new(machine.Server, null, error);
                continue;
            }
            foreach (var difference in machine.Differences) yield return new(machine.Server, difference, null);
        }
    }

    private sealed record Compared(string Server, IReadOnlyList<VmDifference> Differences, ProvisioningError? Error = null);

    private IEnumerable<ProvisionedService> Services(ServiceFilter filter)
    {
        long after = 0;
        while (true)
        {
            var page = store.Read(state => state.ServicePage(filter with { Kind = VirtualMachineWords.Kind }, after, PageSize));
            foreach (var service in page)
                if (VmDifference.NotCompared(service) is null) yield return service;
            if (page.Count < PageSize) yield break;
            after = page[^1].Id;
        }
    }

    private async Task<Compared> MachineAsync(ProvisionedService service, ConcurrentDictionary<string, Lazy<Task<ClusterLook>>> looks, CancellationToken cancellation)
    {
        try
        {
            var look = await looks.GetOrAdd(service.Server, name => new(() => driver.Looks.ClusterAsync(name, fresh: true, cancellation))).Value.ConfigureAwait(false);
            var (row, wanted) = store.Read(state => Wanted(state, service.Id));
            if (row is not { RemoteId: not null } || wanted.Data.Machine == VmMachine.None) return new(service.Server, []);
            var api = driver.Servers.Open(service.Server).Api;
            return new(service.Server, await new MachineComparison(_steps, store.StoreId, row, service, wanted, look, api).RunAsync(cancellation).ConfigureAwait(false));
        }
        catch (ProvisioningException e)
        {
            return new(service.Server, [], e.Error);
        }
    }

    private static (ServiceRow? Row, VmWanted Wanted) Wanted(IStateReader state, long id)
    {
        var row = state.Service(id)!;
        var data = VmData.Of(row);
        var package = VmOptions.Apply(VmPackageCatalog.Get(state, row.Package), data.Options);
        var held = state.AssignmentPage(null, id, null, false, 0, int.MaxValue, out _).OrderByDescending(address => address.IsMain).ThenBy(address => address.Family).ToList();
        return (row, VmWanted.Of(row, package, data, held));
    }
}
