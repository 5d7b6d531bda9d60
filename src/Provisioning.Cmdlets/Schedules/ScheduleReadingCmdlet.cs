using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What the cmdlets share that list weekly schedules.</summary>
public abstract class ScheduleReadingCmdlet : ProvisioningCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one; without it all that have a schedule.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? Id { get; set; }

    private protected abstract VmScheduleKind Kind { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var id in ServicesOrAll(Id))
            Stream(id, host => host.VmSchedules.Find(Kind, id));
    }
}
