using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists the weekly snapshot schedules and when they are due next.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisionedVmSnapshotSchedule")]
[OutputType(typeof(VmSchedule))]
public sealed class GetProvisionedVmSnapshotScheduleCommand : ScheduleReadingCmdlet
{
    private protected override VmScheduleKind Kind => VmScheduleKind.Snapshot;
}
