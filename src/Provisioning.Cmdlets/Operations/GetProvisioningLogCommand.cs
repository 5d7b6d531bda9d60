using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Reads the journal of what was done to services, or the log of calls to servers.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisioningLog", DefaultParameterSetName = Journal)]
[OutputType(typeof(JournalEntry), ParameterSetName = [Journal])]
[OutputType(typeof(RemoteCall), ParameterSetName = [Calls])]
public sealed class GetProvisioningLogCommand : ProvisioningCmdlet
{
    private const string Journal = "Journal";
    private const string Calls = "RemoteCall";

    /// <summary>Services: numbers, or objects that belong to one; without it all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[]? ServiceId { get; set; }

    /// <summary>Lines of this operation only.</summary>
    [Parameter]
    public long? OperationId { get; set; }

    /// <summary>Lines of this time and later only.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>The newest lines, this many; they still come oldest first.</summary>
    [Parameter]
    [Alias("Tail")]
    [ValidateRange(1, 1000000)]
    public int? Last { get; set; }

    /// <summary>Journal lines that tell of this only.</summary>
    [Parameter(ParameterSetName = Journal)]
    public JournalEvent[]? Event { get; set; }

    /// <summary>Reads the calls to servers instead of the journal.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Calls)]
    public SwitchParameter RemoteCall { get; set; }

    /// <summary>Only calls that failed.</summary>
    [Parameter(ParameterSetName = Calls)]
    public SwitchParameter Failed { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var service in KnownServicesOrAll(ServiceId))
        {
            var filter = new RecordFilter { ServiceId = service, OperationId = OperationId, Since = Since, Events = Event, FailedOnly = Failed, Last = Last };
            if (RemoteCall)
                Stream(service, host => OldestFirst(host.Records.Calls(filter)));
            else
                Stream(service, host => OldestFirst(host.Records.Journal(filter)));
        }
    }

    /// <summary>The host gives the last lines newest first; a log is read downwards.</summary>
    private IEnumerable<T> OldestFirst<T>(IEnumerable<T> lines) => Last is null ? lines : lines.Reverse();
}
