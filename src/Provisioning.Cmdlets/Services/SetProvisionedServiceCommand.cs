using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Changes the record of services: when they have to be paid for, and notes.</summary>
[Cmdlet(VerbsCommon.Set, "ProvisionedService", SupportsShouldProcess = true, DefaultParameterSetName = Changed)]
[OutputType(typeof(ProvisionedService))]
public sealed class SetProvisionedServiceCommand : ServiceActionCmdlet
{
    private const string Changed = "Change";
    private const string Without = "NoDueDate";

    private readonly List<string> _warnings = [];

    // Values are not taken from piped objects: a service that was read a while ago would bring its old ones along.

    /// <summary>When it has to be paid for; $null takes the date away.</summary>
    [Parameter(ParameterSetName = Changed)]
    [DateOrNothing]
    public DateTimeOffset? DueDate { get; set; }

    /// <summary>Takes the due date away.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Without)]
    public SwitchParameter NoDueDate { get; set; }

    /// <summary>Notes that take the place of those there; empty takes them away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? AdminNotes { get; set; }

    /// <summary>Writes the changed service.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override string Action
    {
        get
        {
            var parts = new List<string>();
            if (TakesAway) parts.Add("no due date");
            else if (DueDate is { } due) parts.Add($"due {due.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
            if (IsBound(nameof(AdminNotes))) parts.Add(AdminNotes.OrNull() is null ? "no notes" : "notes");
            return parts.Count == 0 ? "Change service" : $"Change service ({string.Join(", ", parts)})";
        }
    }

    private bool TakesAway => NoDueDate || (IsBound(nameof(DueDate)) && DueDate is null);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _warnings.ForEach(WriteWarning);
        _warnings.Clear();
    }

    /// <inheritdoc/>
    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        // Whoever pipes rows with a due date in them must not believe that it was taken.
        if (!NoDueDate && !IsBound(nameof(DueDate)) && !IsBound(nameof(AdminNotes)))
            throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid,
                "Nothing is to change: give -DueDate, -NoDueDate or -AdminNotes (columns of piped objects are not taken; use ForEach-Object).", $"{service.Id}");
        var changed = host.Services.Change(service.Id, new ServiceChange
        {
            DueDate = DueDate,
            WithoutDueDate = TakesAway,
            AdminNotes = IsBound(nameof(AdminNotes)) ? AdminNotes ?? "" : null,
        });
        // A year mistyped ends a machine: said while it can still be taken back.
        if (DueDate is not null)
            foreach (var hit in host.Tick.Preview(new TickOptions { ServiceIds = [service.Id] }))
                if (hit.Origin == OperationOrigin.Renewal) _warnings.Add($"The next tick begins {hit.Operation} for service {service.Id} ({service.Fqdn}): {hit.Reason}.");
        return new(PassThru ? changed : null);
    }
}
