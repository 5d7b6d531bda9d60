using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Sets on which weekdays and at what time machines are backed up; the oldest backups of ours go when the quota is reached.</summary>
[Cmdlet(VerbsCommon.Set, "ProvisionedVmBackupSchedule", SupportsShouldProcess = true, DefaultParameterSetName = ByDay)]
[OutputType(typeof(VmSchedule))]
public sealed class SetProvisionedVmBackupScheduleCommand : ScheduleWritingCmdlet
{
    /// <summary>The storage; without it the package's, else the only one that the node has for backups.</summary>
    [Parameter(ParameterSetName = ByDay)]
    [Parameter(ParameterSetName = ByTimes)]
    [ValidateNotNullOrEmpty]
    public string? Storage { get; set; }

    /// <summary>What happens to the machine meanwhile; without it as the package says.</summary>
    [Parameter(ParameterSetName = ByDay)]
    [Parameter(ParameterSetName = ByTimes)]
    public VmBackupMode? Mode { get; set; }

    private protected override VmScheduleKind Kind => VmScheduleKind.Backup;

    private protected override VmSchedule Complete(VmSchedule schedule) => schedule with { Storage = Storage, Mode = Mode };
}
