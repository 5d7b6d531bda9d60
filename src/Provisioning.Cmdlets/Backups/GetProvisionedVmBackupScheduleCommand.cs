using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists the weekly backup schedules and when they are due next.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisionedVmBackupSchedule")]
[OutputType(typeof(VmSchedule))]
public sealed class GetProvisionedVmBackupScheduleCommand : ScheduleReadingCmdlet
{
    private protected override VmScheduleKind Kind => VmScheduleKind.Backup;
}
