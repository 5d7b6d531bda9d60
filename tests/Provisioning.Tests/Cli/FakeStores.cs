namespace Provisioning.Tests.Cli;

/// <summary>Stores of which a tick only has the shape: what it answers is set by the test.</summary>
internal sealed class FakeStores : IProvisioningHostFactory, IProvisioningHost, ITick, IStoreAdministration, IServiceDirectory
{
    public static readonly TickSummary Quiet = new() { StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(1.5) };

    public HostOptions? Opened { get; private set; }
    public TickOptions? Ticked { get; private set; }
    public bool Exists { get; init; } = true;
    public Exception? Failure { get; init; }
    public IReadOnlyList<JournalEntry> Journal { get; init; } = [];
    public IReadOnlyList<TickPreview> Due { get; init; } = [];
    public Func<CancellationToken, Task<TickSummary>> Run { get; init; } = _ => Task.FromResult(Quiet);

    public IStoreAdministration Store => this;
    public ITick Tick => this;
    public IServiceDirectory Services => this;

    public IProvisioningHost Open(HostOptions options)
    {
        Opened = options;
        return Failure is null ? this : throw Failure;
    }

    public StoreInfo Locate(HostOptions options) => Describe();

    public StoreInfo Describe() => new() { Path = "/state/provisioning.db", Location = StoreLocation.Parameter, Reason = "named by the caller", Exists = Exists };

    public Task<TickSummary> RunAsync(TickOptions options, IProgress<JournalEntry>? progress, CancellationToken cancellation)
    {
        Ticked = options;
        foreach (var line in Journal)
            progress?.Report(line);
        return Run(cancellation);
    }

    public IEnumerable<TickPreview> Preview(TickOptions options) => Due;

    public ProvisionedService Get(long id) => id < 100
        ? null!
        : throw new ProvisioningException(ErrorIds.ServiceNotFound, ErrorKind.NotFound, $"There is no service {id}.");

    public void Dispose()
    {
    }

    public IServerRegistry Servers => throw new NotSupportedException();
    public IVmPackageCatalog VmPackages => throw new NotSupportedException();
    public IIpPools Pools => throw new NotSupportedException();
    public IClientDirectory Clients => throw new NotSupportedException();
    public IVirtualMachines VirtualMachines => throw new NotSupportedException();
    public IDnsZones DnsZones => throw new NotSupportedException();
    public IDnsRecords DnsRecords => throw new NotSupportedException();
    public IVmSnapshots VmSnapshots => throw new NotSupportedException();
    public IVmBackups VmBackups => throw new NotSupportedException();
    public IVmSchedules VmSchedules => throw new NotSupportedException();
    public IVmUpkeep VmUpkeep => throw new NotSupportedException();
    public IProvisioningRecords Records => throw new NotSupportedException();
    public StoreInfo Initialize(InitializeStore request) => throw new NotSupportedException();
    public StoreBackup Backup(string targetPath, bool overwrite, CancellationToken cancellation) => throw new NotSupportedException();
    public IEnumerable<ProvisionedService> Find(ServiceFilter filter, CancellationToken cancellation) => throw new NotSupportedException();
    public ServiceCredential? RevealCredential(long id) => throw new NotSupportedException();
    public ProvisionedService Suspend(long id, PowerOffRequest? how) => throw new NotSupportedException();
    public ProvisionedService Resume(long id) => throw new NotSupportedException();
    public ProvisionedService Terminate(long id, bool keepBackups, bool leaveForeign) => throw new NotSupportedException();
    public ProvisionedService Change(long id, ServiceChange change) => throw new NotSupportedException();
    public IReadOnlyList<string> ResetStatuses(string kind) => throw new NotSupportedException();
    public ProvisionedService ResetStatus(long id, string localStatus, bool goOn) => throw new NotSupportedException();
    public ProvisioningError? WouldRefuse(long id, string operation) => throw new NotSupportedException();
    public IAsyncEnumerable<ProvisionedService> WaitAsync(IReadOnlyCollection<long> ids, bool tick, TimeSpan? timeout, IProgress<ProvisionedService>? progress, CancellationToken cancellation) => throw new NotSupportedException();
}
