using System.Globalization;
using System.Runtime.CompilerServices;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>Services, orders, operations, log and tick.</summary>
internal sealed partial class FakeHost : IServiceDirectory, IVirtualMachines, IOrderDesk, IProvisioningRecords, ITick
{
    public List<ProvisionedService> ServiceTable { get; } = [];
    public List<ProvisioningOperation> OperationTable { get; } = [];
    public List<JournalEntry> JournalTable { get; } = [];
    public List<RemoteCall> CallTable { get; } = [];
    public List<TickPreview> PreviewTable { get; } = [];
    public List<OrderVm[]> Batches { get; } = [];
    public Dictionary<string, ProvisioningError> Refusals { get; } = [];
    public ServiceFilter? LastFilter { get; private set; }
    public RecordFilter? LastRecordFilter { get; private set; }
    public TickOptions? LastTick { get; private set; }
    public TickSummary Summary { get; set; } = new() { StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(1) };

    public FakeHost WithServices(params string[] hostNames)
    {
        ServiceTable.AddRange(hostNames.Select((n, i) => Service(i + 1, n)));
        return this;
    }

    public static ProvisionedService Service(long id, string hostName) => new()
    {
        Id = id, Kind = VirtualMachineWords.Kind, Status = ServiceStatus.Pending, LocalStatus = VmStatus.Creation, ClientId = 1, Client = "ann",
        Package = "small", Server = "pve1", HostName = hostName, Domain = "example.com", CreatedAt = DateTimeOffset.UnixEpoch, RemoteId = (100 + id).ToString(CultureInfo.InvariantCulture),
    };

    IEnumerable<ProvisionedService> IServiceDirectory.Find(ServiceFilter filter, CancellationToken cancellation)
    {
        LastFilter = filter;
        foreach (var service in ServiceTable.Where(s => Fits(filter.HostName, s.HostName)))
        {
            Called($"Services.Next {service.Id}", cancellation);
            yield return service;
        }
    }

    ProvisionedService IServiceDirectory.Get(long id)
    {
        Called($"Services.Get {id}");
        return Known(ServiceTable.Find(s => s.Id == id), ErrorIds.ServiceNotFound, $"{id}");
    }

    public ServiceCredential? RevealCredential(long id)
    {
        Called($"Services.Reveal {id}");
        return new("ubuntu", new("pa$$ " + id));
    }

    public async IAsyncEnumerable<ProvisionedService> WaitAsync(
        IReadOnlyCollection<long> ids, bool tick, TimeSpan? timeout, IProgress<ProvisionedService>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CalledAsync($"Services.Wait {string.Join(',', ids)} {tick} {timeout}", cancellation);
        foreach (var id in ids)
        {
            await CalledAsync($"Services.Ended {id}", cancellation);
            var service = ServiceTable.Find(s => s.Id == id)!;
            progress?.Report(service);
            yield return service;
        }
    }

    public IOrderDesk OpenOrderDesk()
    {
        Called("VirtualMachines.OpenDesk");
        return this;
    }

    public void Check(OrderVm order) => Called($"VirtualMachines.Check {order.Package}");

    public async Task<IReadOnlyList<OrderResult>> SubmitAsync(IReadOnlyList<OrderVm> orders, CancellationToken cancellation)
    {
        await CalledAsync($"Desk.Submit {orders.Count}", cancellation);
        Batches.Add([.. orders]);
        return [.. orders.Select(Take)];
    }

    private OrderResult Take(OrderVm order)
    {
        if (Refusals.TryGetValue(order.HostName ?? "", out var refusal))
            return new(order, null, refusal);
        var service = Service(ServiceTable.Count + 1, order.HostName ?? "vm");
        ServiceTable.Add(service);
        return new(order, service, null);
    }

    public IEnumerable<ProvisioningOperation> Operations(long? serviceId, bool includeEnded, OperationState? state)
    {
        Called($"Records.Operations {serviceId} {includeEnded} {state}");
        return OperationTable.Where(o => serviceId is null || o.ServiceId == serviceId);
    }

    public ProvisioningOperation Operation(long id) => Known(OperationTable.Find(o => o.Id == id), ErrorIds.OperationNotFound, $"{id}");

    public IEnumerable<JournalEntry> Journal(RecordFilter filter)
    {
        LastRecordFilter = filter;
        return filter.Last is null ? JournalTable : Enumerable.Reverse(JournalTable).Take(filter.Last.Value);
    }

    IEnumerable<RemoteCall> IProvisioningRecords.Calls(RecordFilter filter)
    {
        LastRecordFilter = filter;
        return filter.Last is null ? CallTable : Enumerable.Reverse(CallTable).Take(filter.Last.Value);
    }

    public async Task<TickSummary> RunAsync(TickOptions options, IProgress<JournalEntry>? progress, CancellationToken cancellation)
    {
        LastTick = options;
        await CalledAsync("Tick.Run", cancellation);
        JournalTable.ForEach(e => progress?.Report(e));
        return Summary;
    }

    public IEnumerable<TickPreview> Preview(TickOptions options)
    {
        LastTick = options;
        Called("Tick.Preview");
        return PreviewTable;
    }
}
