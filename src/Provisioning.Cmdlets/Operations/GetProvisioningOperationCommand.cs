using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists operations: what is being done to services, and what stopped.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisioningOperation", DefaultParameterSetName = ByService)]
[OutputType(typeof(ProvisioningOperation))]
public sealed class GetProvisioningOperationCommand : ProvisioningCmdlet
{
    private const string ByService = "Service";
    private const string ById = "Id";

    /// <summary>Services: numbers, or objects that belong to one; without it all.</summary>
    [Parameter(Position = 0, ParameterSetName = ByService, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? ServiceId { get; set; }

    /// <summary>Numbers of operations.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("OperationId")]
    public long[] Id { get; set; } = [];

    /// <summary>Operations in this state only; an ended state implies -IncludeEnded.</summary>
    [Parameter(ParameterSetName = ByService)]
    public OperationState? State { get; set; }

    /// <summary>Also operations that have ended.</summary>
    [Parameter(ParameterSetName = ByService)]
    public SwitchParameter IncludeEnded { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
        {
            foreach (var id in Id)
                Stream<ProvisioningOperation>(id, host => [host.Records.Operation(id)]);
            return;
        }

        var ended = IncludeEnded || State is OperationState.Succeeded or OperationState.Cancelled;
        foreach (var service in KnownServicesOrAll(ServiceId))
            Stream(service, host => host.Records.Operations(service, ended, State));
    }
}
