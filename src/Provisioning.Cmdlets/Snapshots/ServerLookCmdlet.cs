using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// What cmdlets share that look at machines on their servers. Piped services are gathered, so that many are looked at together, and handed
/// on in portions, so that the first ones are there before the last one was piped. A service that can't be looked at is an error of its own.
/// </summary>
/// <typeparam name="T">What is found.</typeparam>
public abstract class ServerLookCmdlet<T> : ProvisioningCmdlet
{
    private const int Portion = 100;

    private readonly HashSet<long> _asked = [];
    private List<long> _services = [];

    /// <summary>Services: numbers, or objects that belong to one; without it every delivered machine.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Without piped services this is called once; with an empty pipeline never.
        if (Id is null) Write((IReadOnlyCollection<long>?)null);
        foreach (var id in Services(Id ?? []))
        {
            if (!_asked.Add(id)) continue;
            _services.Add(id);
            if (_services.Count == Portion) Look();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_services.Count > 0) Look();
    }

    /// <summary>Looks at these services, or at all.</summary>
    private protected abstract IAsyncEnumerable<ServerLook<T>> Look(IProvisioningHost host, IReadOnlyCollection<long>? services, CancellationToken cancellation);

    /// <summary>Whether a finding is one of those that were asked for.</summary>
    private protected virtual bool Fits(T found) => true;

    private void Look()
    {
        var portion = _services;
        _services = [];
        Write(portion);
    }

    private void Write(IReadOnlyCollection<long>? services) => Pump(null, async (host, pump, cancellation) =>
    {
        await foreach (var look in Look(host, services, cancellation).WithCancellation(cancellation))
            pump.Post(() => Write(look));
    });

    private void Write(ServerLook<T> look)
    {
        foreach (var found in look.Found)
            if (Fits(found)) WriteObject(found);
        if (look.Error is { } error) WriteError(ErrorRecords.Of(error.AsException(), look.ServiceId));
    }
}
