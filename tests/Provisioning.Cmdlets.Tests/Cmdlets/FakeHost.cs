using System.Collections.Concurrent;
using Provisioning.Loading;

namespace Provisioning.Cmdlets.Tests.Cmdlets;

/// <summary>
/// What the cmdlets talk to, in memory: it notes every call, fails those it is told to fail and hangs in those it is told to hang in.
/// </summary>
internal sealed partial class FakeHost : IProvisioningHost, IProvisioningHostFactory
{
    /// <summary>Calls of these names change something.</summary>
    private static readonly HashSet<string> Changing =
    [
        "Create", "Update", "Remove", "Register", "Unregister", "Submit", "Run", "Backup", "Initialize",
        "Suspend", "Resume", "Terminate", "Start", "Stop", "Restart", "RunStep", "ChangePackage", "GoOn", "Change", "ResetStatus",
        "Sync", "Apply", "Queue", "SetReverse", "Restore",
        "Reinstall", "ResetPassword", "Adopt", "Repair",
    ];

    private readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    /// <summary>Every call in order, such as <c>Pools.Create blue</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The calls that change something.</summary>
    public IEnumerable<string> Writes => Calls.Where(c => c.Split('.', ' ') is [_, var verb, ..] && Changing.Contains(verb));

    /// <summary>Failures by call.</summary>
    public Dictionary<string, ProvisioningError> Faults { get; } = [];

    /// <summary>The call that never answers.</summary>
    public string? HangsIn { get; set; }

    /// <summary>Completes when the call that never answers has begun.</summary>
    public Task Hanging => _hanging.Task;

    /// <summary>How many have the store open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>How often it was opened.</summary>
    public IEnumerable<HostOptions> Openings => _openings;

    /// <summary>Whether there is a store.</summary>
    public bool Exists { get; set; } = true;

    private readonly ConcurrentQueue<HostOptions> _openings = new();

    /// <summary>A host that the cmdlets of this test find.</summary>
    public static FakeHost Installed()
    {
        var host = new FakeHost();
        HostFactory.Replace(host);
        return host;
    }

    public IStoreAdministration Store => this;
    public IServerRegistry Servers => this;
    public IVmPackageCatalog VmPackages => this;
    public IIpPools Pools => this;
    public IClientDirectory Clients => this;
    public IServiceDirectory Services => this;
    public IVirtualMachines VirtualMachines => this;
    public IProvisioningRecords Records => this;
    public ITick Tick => this;

    public void Dispose() => Interlocked.Decrement(ref _open);

    IProvisioningHost IProvisioningHostFactory.Open(HostOptions options)
    {
        Called("Factory.Open");
        _openings.Enqueue(options);
        Interlocked.Increment(ref _open);
        return this;
    }

    public StoreInfo Initialize(InitializeStore request)
    {
        Called($"Factory.Initialize {request.JournalRetentionDays} {request.AdoptCopy}");
        return Locate(new() { StatePath = request.StatePath }) with { Exists = true };
    }

    public StoreInfo Locate(HostOptions options) => new()
    {
        Path = options.StatePath ?? "/default/provisioning.db",
        Location = options.StatePath is null ? StoreLocation.Machine : StoreLocation.Parameter,
        Reason = options.StatePath is null ? "the machine's default" : "named by -StatePath",
        Exists = Exists,
    };

    private void Called(string call, CancellationToken cancellation = default)
    {
        Calls.Enqueue(call);
        if (Faults.TryGetValue(call, out var fault))
            throw fault.AsException();
        if (HangsIn != call)
            return;
        _hanging.TrySetResult();
        _never.Task.Wait(cancellation);
    }

    private async Task CalledAsync(string call, CancellationToken cancellation)
    {
        Calls.Enqueue(call);
        if (Faults.TryGetValue(call, out var fault))
            throw fault.AsException();
        if (HangsIn != call)
            return;
        _hanging.TrySetResult();
        await _never.Task.WaitAsync(cancellation);
    }

    private static bool Fits(string? pattern, string name) => pattern is null || new System.Management.Automation.WildcardPattern(pattern, System.Management.Automation.WildcardOptions.IgnoreCase).IsMatch(name);

    private static T Known<T>(T? found, string errorId, string name) where T : class =>
        found ?? throw new ProvisioningException(errorId, ErrorKind.NotFound, $"There is no '{name}'.", name);
}
