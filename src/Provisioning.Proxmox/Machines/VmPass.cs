using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// One uninterrupted run of steps over one machine: its server, what it is to become, and its configuration, read once and read again
/// after each change. Nothing is touched before the machine's mark was seen in this run.
/// </summary>
internal sealed class VmPass
{
    private readonly Lazy<OpenServer> _server;
    private VmPackage? _package;
    private VmConfig? _config;
    private VmRef? _at;
    private bool _isFresh;
    private bool _isOurs;

    private VmPass(StepContext context, VmTools tools)
    {
        (Context, Tools) = (context, tools);
        _server = new(() => tools.Servers.Open(context.Service.Server, context.Calls, context.DemandLease));
    }

    /// <summary>The run that a step belongs to.</summary>
    public static VmPass Of(StepContext context, VmTools tools)
    {
        if (context.Shared.TryGetValue(typeof(VmPass), out var known)) return (VmPass)known;
        var pass = new VmPass(context, tools);
        context.Shared[typeof(VmPass)] = pass;
        return pass;
    }

    public StepContext Context { get; }
    public VmTools Tools { get; }
    public ProvisioningServer Server => _server.Value.Record;
    public ProxmoxApi Api => _server.Value.Api;
    public ServiceRow Service => Context.Service;
    public VmData Data => VmData.Of(Context.Service);
    public VmPackage Package => VmOptions.Apply(PackageItself, Data.Options);

    /// <summary>What was asked for along with the operation.</summary>
    public T Arguments<T>() where T : class => Json.Read<T>(Context.Arguments, $"operation {Context.Operation.Id}");

    /// <summary>Steps whose wishes another step's request carried out in this run, with that step.</summary>
    public Dictionary<string, string> CarriedBy { get; } = new(StringComparer.Ordinal);

    public int VmId => int.TryParse(Service.RemoteId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new ProvisioningException(
        ErrorIds.RecordDamaged, ErrorKind.Store, $"Service {Service.Id} has no VMID; restore the store from a backup.");

    public VmRef Vm => new(Service.Node ?? throw Missing("its node is not known"), VmId);

    public OwnershipMark Mark => new(Context.StoreId, Service.Id, VmId);

    public VmWanted Wanted => VmWanted.Of(Service, Package, Data, Context.Addresses) with
    {
        PasswordSource = () => Context.Secret(VmSecrets.NewPassword(Context.Operation.Id)) ?? Context.Secret(VmSecrets.Password),
    };

    private VmPackage PackageItself
    {
        get
        {
            if (_package is null || !string.Equals(_package.Name, Service.Package, StringComparison.OrdinalIgnoreCase))
                _package = Context.Read(state => VmPackageCatalog.Get(state, Service.Package));
            return _package;
        }
    }

    public void ChangeData(Func<VmData, VmData> change) => Context.Update(row => row with { Data = change(VmData.Of(row)).Text() });

    /// <summary>The configuration as it is on the server now, of a machine that is ours.</summary>
    /// <exception cref="ProvisioningException">ForeignMachine, MachineMissing.</exception>
    public async ValueTask<VmConfig> FreshConfigAsync(CancellationToken cancellation)
    {
        if (_config is null || !_isFresh) Take(await ReadAsync(cancellation).ConfigureAwait(false));
        return _config!;
    }

    /// <summary>The configuration as read, or as our own changes must have left it.</summary>
    public ValueTask<VmConfig> KnownConfigAsync(CancellationToken cancellation) =>
        _config is { } known ? new(known) : FreshConfigAsync(cancellation);

    /// <summary>Makes sure that the machine is ours, unless this run has seen it already.</summary>
    public async ValueTask DemandOursAsync(CancellationToken cancellation)
    {
        if (!_isOurs) await FreshConfigAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes in a configuration that was just read, and what can be learned from it.</summary>
    public void Take(VmConfig config)
    {
        if (Mark.Of(config.Description) is not Ownership.Ours and var owner)
            throw new ProvisioningException(ErrorIds.ForeignMachine, ErrorKind.Unsafe,
                $"{Vm} ('{config.Name ?? "without a name"}') {(owner == Ownership.Unmarked ? "carries no mark of ours" : "carries the mark of somebody else")} and is left alone. If it is service {Service.Id}'s machine, put '{Mark}' into its notes.",
                VmId.ToString(CultureInfo.InvariantCulture));
        (_config, _isFresh, _isOurs) = (config, true, true);
        if (Service.RemoteLock != config.Lock) Context.Update(row => row with { RemoteLock = config.Lock });
        if (Data.Mac is null && config.Net(0) is { Mac: { } mac } card) ChangeData(data => data with { Mac = mac, NetworkModel = card.Model });
    }

    /// <summary>Takes in what the machine was doing a moment ago.</summary>
    public void Saw(VmState state)
    {
        if (Service.RemoteStatus != state.Status || Service.RemoteLock != state.Lock)
            Context.Update(row => row with { RemoteStatus = state.Status, RemoteLock = state.Lock });
    }

    /// <summary>Our own change went through: this is what it must have left, and the digest is another one now.</summary>
    public void Changed(VmConfig expected) => (_config, _isFresh) = (expected, false);

    /// <summary>What was read is no longer true.</summary>
    public void Forget() => (_config, _isFresh) = (null, false);

    /// <summary>A task of these types that is at work on the machine right now; null when there is none.</summary>
    public Task<Upid?> RunningTaskAsync(IReadOnlyCollection<string> types, CancellationToken cancellation) => RunningTaskAsync(types, VmId, cancellation);

    /// <summary>The same for another machine, a template for example.</summary>
    public async Task<Upid?> RunningTaskAsync(IReadOnlyCollection<string> types, int vmId, CancellationToken cancellation)
    {
        var id = vmId.ToString(CultureInfo.InvariantCulture);
        return (await Api.ListTasksAsync(cancellation).ConfigureAwait(false))
            .FirstOrDefault(task => !task.IsEnded && types.Contains(task.Upid.Type) && task.Upid.Id == id)?.Upid;
    }

    /// <summary>The configuration as it is on the server now, whosever machine it is: only for finding that out.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public ValueTask<VmConfig> PeekAsync(CancellationToken cancellation) => ReadAsync(cancellation);

    /// <summary>What is at the machine's VMID, whoever it belongs to.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public async ValueTask<(VmRef Vm, VmConfig Config)> ReadAnyAsync(CancellationToken cancellation)
    {
        var config = await ReadAsync(cancellation).ConfigureAwait(false);
        return (_at!.Value, config);
    }

    private async ValueTask<VmConfig> ReadAsync(CancellationToken cancellation)
    {
        if (Service.Node is not null)
        {
            try
            {
                var there = await Api.GetConfigAsync(Vm, cancellation).ConfigureAwait(false);
                _at = Vm;
                return there;
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineMissing)
            {
                // Somebody, or HA, may have moved it.
            }
        }
        var guest = (await Api.GetResourcesAsync(cancellation).ConfigureAwait(false)).Guests.FirstOrDefault(guest => guest.Vm.Id == VmId && !guest.IsContainer);
        if (guest is null || guest.Vm.Node == Service.Node) throw Missing("the cluster does not have it");
        var config = await Api.GetConfigAsync(guest.Vm, cancellation).ConfigureAwait(false);
        _at = guest.Vm;
        if (Mark.Of(config.Description) == Ownership.Ours)
        {
            Context.Note($"VM {VmId} is on {guest.Vm.Node} now, not on {Service.Node ?? "a known node"}");
            Context.Update(row => row with { Node = guest.Vm.Node });
        }
        return config;
    }

    private ProvisioningException Missing(string why) => Data.Removed
        ? new(ErrorIds.MachineMissing, ErrorKind.NotFound, $"VM {Service.RemoteId} of service {Service.Id} was removed; make it anew with Copy-VmTemplate.", Service.RemoteId)
        : new(ErrorIds.MachineMissing, ErrorKind.NotFound,
        $"VM {Service.RemoteId} of service {Service.Id} can't be found ({why}); restore it from a backup, or deploy it anew.", Service.RemoteId);
}
