using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Sets on which weekdays and at what time machines get a snapshot; the oldest of ours go when the quota is reached.</summary>
[Cmdlet(VerbsCommon.Set, "ProvisionedVmSnapshotSchedule", SupportsShouldProcess = true, DefaultParameterSetName = ByDay)]
[OutputType(typeof(VmSchedule))]
public sealed class SetProvisionedVmSnapshotScheduleCommand : ScheduleWritingCmdlet
{
    /// <summary>Holds the memory of a running machine too.</summary>
    [Parameter(ParameterSetName = ByDay)]
    [Parameter(ParameterSetName = ByTimes)]
    public SwitchParameter WithMemory { get; set; }

    private protected override VmScheduleKind Kind => VmScheduleKind.Snapshot;

    private protected override VmSchedule Complete(VmSchedule schedule) => schedule with { WithMemory = WithMemory };
}
