using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What the cmdlets share that set a weekly schedule: one time for some days, a time for each day, or none at all.</summary>
public abstract class ScheduleWritingCmdlet : ServiceActionCmdlet
{
    private protected const string ByDay = "Day";
    private protected const string ByTimes = "Times";
    private protected const string Off = "Disable";

    /// <summary>Time of day, such as 03:00.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByDay)]
    public TimeOnly At { get; set; }

    /// <summary>Weekdays; without them every day.</summary>
    [Parameter(ParameterSetName = ByDay)]
    [ValidateNotNullOrEmpty]
    public DayOfWeek[]? Day { get; set; }

    /// <summary>Time of day by weekday: @{ Monday = '03:00'; Friday = '22:30' }.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTimes)]
    [ValidateNotNull]
    public IDictionary? Times { get; set; }

    /// <summary>Takes the schedule away.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Off)]
    public SwitchParameter Disable { get; set; }

    /// <summary>Time zone of the times, such as Europe/Riga or UTC; without it this machine's. It is kept with the schedule.</summary>
    [Parameter(ParameterSetName = ByDay)]
    [Parameter(ParameterSetName = ByTimes)]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    private protected abstract VmScheduleKind Kind { get; }

    private protected sealed override string Action => $"{(ParameterSetName == Off ? "Take away" : "Set")} weekly {(Kind == VmScheduleKind.Backup ? "backup" : "snapshot")} schedule";

    /// <summary>The schedule with what only one kind has.</summary>
    private protected abstract VmSchedule Complete(VmSchedule schedule);

    private protected sealed override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) => new(host.VmSchedules.Set(Complete(new VmSchedule
    {
        ServiceId = service.Id,
        Kind = Kind,
        Times = TimesByDay(),
        TimeZone = TimeZone ?? "",
    })));

    private Dictionary<DayOfWeek, TimeOnly> TimesByDay() => ParameterSetName switch
    {
        Off => [],
        ByTimes => Times!.Cast<DictionaryEntry>().ToDictionary(entry => DayOf(Arguments.Text(entry.Key)), entry => TimeOf(Arguments.Text(entry.Value))),
        _ => (Day ?? Enum.GetValues<DayOfWeek>()).Distinct().ToDictionary(day => day, _ => At),
    };

    private static DayOfWeek DayOf(string text) => Enum.TryParse<DayOfWeek>(text, ignoreCase: true, out var day) && Enum.IsDefined(day)
        ? day
        : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{text}' is no weekday; allowed: {string.Join(", ", Enum.GetNames<DayOfWeek>())}.", text);

    private static TimeOnly TimeOf(string text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time)
        ? time
        : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"'{text}' is no time of day; write it like 03:00.", text);
}
