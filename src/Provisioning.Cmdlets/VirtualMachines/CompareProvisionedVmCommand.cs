using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Tells what differs between the record of machines and their servers, one object a difference.</summary>
[Cmdlet(VerbsData.Compare, "ProvisionedVm", DefaultParameterSetName = ByFilter)]
[OutputType(typeof(VmDifference))]
public sealed class CompareProvisionedVmCommand : ProvisioningCmdlet
{
    private const string ByFilter = "Filter";
    private const string ById = "Id";
    private const int BatchSize = 100;

    private readonly List<long> _batch = [];

    /// <summary>Services: numbers, or objects that belong to one.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[] Id { get; set; } = [];

    /// <summary>Machines of this server only.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>Machines of this package only.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    public string? Package { get; set; }

    /// <summary>Host name or FQDN.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [SupportsWildcards]
    public string? HostName { get; set; }

    /// <summary>Only what Repair-ProvisionedVm can mend.</summary>
    [Parameter]
    public SwitchParameter Repairable { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByFilter)
        {
            Compare(HostName, new ServiceFilter { Server = Server.OrNull(), Package = Package.OrNull(), HostName = HostName.OrNull() });
            return;
        }

        foreach (var id in Services(Id))
        {
            if (!TryCall(id, host => host.Services.Get(id), out var service))
                continue;
            // Silence about a machine that was named would read as "as it should be".
            if (VmDifference.NotCompared(service) is { } why)
                WriteWarning($"{service} is not compared: {why}.");
            _batch.Add(id);
            if (_batch.Count == BatchSize)
                CompareBatch();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => CompareBatch();

    private void CompareBatch()
    {
        if (_batch.Count == 0)
            return;
        long[] ids = [.. _batch];
        _batch.Clear();
        Compare(null, new ServiceFilter { Ids = ids });
    }

    private void Compare(object? target, ServiceFilter filter) => Pump(target, async (host, pump, cancellation) =>
    {
        await foreach (var finding in host.VmUpkeep.CompareAsync(filter, cancellation))
            pump.Post(() => Write(finding));
    });

    private void Write(ServerFinding<VmDifference> finding)
    {
        if (finding.Error is { } error)
            WriteError(ErrorRecords.Of(error.AsException(), finding.Server));
        else if (!Repairable || finding.Value!.Repairable)
            WriteObject(finding.Value);
    }
}
