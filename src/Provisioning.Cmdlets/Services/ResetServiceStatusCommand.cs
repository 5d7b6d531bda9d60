using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Puts the local status of services to a named step, and ends what they had to do.</summary>
[Cmdlet(VerbsCommon.Reset, "ServiceStatus", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class ResetServiceStatusCommand : ServiceActionCmdlet
{
    /// <summary>The step that is to count as the last one completed.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(ResetStatusCompleter))]
    [ValidateNotNullOrEmpty]
    public string LocalStatus { get; set; } = "";

    /// <summary>Queues what follows from there: the rest of the creation, or the change of package.</summary>
    [Parameter]
    [Alias("GoOn")]
    public SwitchParameter Continue { get; set; }

    /// <inheritdoc/>
    private protected override string Action => $"Put the local status to '{LocalStatus}'{(Continue ? " and go on from there" : "")}";

    /// <inheritdoc/>
    private protected override string Describe(ProvisionedService service) =>
        service.Operation is null ? Action : $"{Action}, ending {service.Operation} ({service.OperationState})";

    /// <inheritdoc/>
    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        var known = host.Services.ResetStatuses(service.Kind);
        // As it is written in the list, so that case does not count.
        var status = known.FirstOrDefault(one => string.Equals(one, LocalStatus, StringComparison.OrdinalIgnoreCase)) ?? LocalStatus;
        var shown = new PSObject(host.Services.ResetStatus(service.Id, status, Continue));
        shown.Properties.Add(new PSNoteProperty("NextCommand", Continue ? null : Next(service, status)));
        return new(shown);
    }

    /// <inheritdoc/>
    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation)
    {
        var known = host.Services.ResetStatuses(service.Kind);
        return known.Contains(LocalStatus, StringComparer.OrdinalIgnoreCase)
            ? default
            : throw new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, $"A {service.Kind} can't be put to '{LocalStatus}'; allowed: {string.Join(", ", known)}.", service.Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The command whose turn it is from there; null when nothing has to follow.</summary>
    private static string? Next(ProvisionedService service, string status)
    {
        var cmdlet = service.Kind != VirtualMachineWords.Kind ? null
            : VmCommands.All.FirstOrDefault(command => command.Needs == status)?.Cmdlet ?? VmCommands.All.FirstOrDefault(command => command.Completes == status)?.NextCmdlet;
        return cmdlet is null ? null : string.Create(CultureInfo.InvariantCulture, $"{cmdlet} {service.Id}");
    }
}
