using System.Globalization;
using System.Runtime.CompilerServices;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Which services a face means when it looks at machines, a page at a time.</summary>
internal sealed class DeliveredMachines(IStateStore store)
{
    private const int PageSize = 100;

    /// <summary>A service of a virtual machine.</summary>
    /// <exception cref="ProvisioningException">ServiceNotFound, OperationUnknown for a service of another kind.</exception>
    public ServiceRow Get(long id)
    {
        var target = id.ToString(CultureInfo.InvariantCulture);
        var service = store.Read(state => state.Service(id)) ?? throw new ProvisioningException(
            ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {id}; Get-ProvisionedService lists them.", target);
        return service.Kind == VirtualMachineWords.Kind ? service : throw new ProvisioningException(
            ErrorIds.OperationUnknown, ErrorKind.Invalid, $"Service {id} is a {service.Kind}; only virtual machines have snapshots and backups.", target);
    }

    /// <summary>The service as a face sees it.</summary>
    public ProvisionedService Show(long id) =>
        store.Read(state => state.ServicePage(new ServiceFilter { Ids = [id], Statuses = Enum.GetValues<ServiceStatus>() }, 0, 1))[0];

    /// <summary>The services that were named, in the order of their numbers, or all that were delivered and have a machine by their status.</summary>
    public IEnumerable<long> Ids(IReadOnlyCollection<long>? ids)
    {
        if (ids is not null)
        {
            foreach (var id in ids.Distinct().Order()) yield return id;
            yield break;
        }
        for (long after = 0; ;)
        {
            var page = store.Read(state => state.ServicePage(
                new ServiceFilter { Kind = VirtualMachineWords.Kind, Statuses = [ServiceStatus.Active, ServiceStatus.Suspended] }, after, PageSize));
            foreach (var service in page)
                if (service.RemoteId is not null && !VmStatus.IsBeforeMachine(service.LocalStatus)) yield return service.Id;
            if (page.Count < PageSize) yield break;
            after = page[^1].Id;
        }
    }

    /// <summary>Looks at one service after the other, several at a time, and answers in their order; one's trouble is its own.</summary>
    public async IAsyncEnumerable<ServerLook<T>> LookAsync<T>(
        IReadOnlyCollection<long>? ids, int atOnce, Func<ServiceRow, CancellationToken, Task<ServerLook<T>>> look, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var under = new Queue<Task<ServerLook<T>>>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            foreach (var id in Ids(ids))
            {
                under.Enqueue(OneAsync(id, look, stop.Token));
                if (under.Count >= atOnce) yield return await under.Dequeue().ConfigureAwait(false);
            }
            while (under.Count > 0) yield return await under.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            stop.Cancel();
            await ((Task)Task.WhenAll(under)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ServerLook<T>> OneAsync<T>(long id, Func<ServiceRow, CancellationToken, Task<ServerLook<T>>> look, CancellationToken cancellation)
    {
        try
        {
            return await look(Get(id), cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e)
        {
            return new ServerLook<T>(id, [], e.Error);
        }
    }
}
