using System.Globalization;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Brings machines back to what their record says.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "ProvisionedVm", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class RepairProvisionedVmCommand : ServiceActionCmdlet
{
    // Several differences of one machine are one repair.
    private readonly HashSet<long> _asked = [];

    /// <summary>Allows a machine to be switched off and on for what can't be changed while it runs; without it that is left as it is.</summary>
    [Parameter]
    [Alias("Restart")]
    public SwitchParameter AllowRestart { get; set; }

    private protected override string Action => AllowRestart ? "Repair, with a restart if it needs one" : "Repair without a restart";

    private protected override long? Number(ServiceIdentity identity)
    {
        if (identity.Offered is VmDifference { Repairable: false } left)
        {
            var text = $"{left.ServiceId.ToString(CultureInfo.InvariantCulture)} {left.Fqdn}: {left.Property} is left as it is. {left.Reason}";
            if (left.Severity == DifferenceSeverity.Information)
                Tell(text);
            else
                WriteWarning(text);
            return null;
        }

        return base.Number(identity) is { } id && _asked.Add(id) ? id : null;
    }

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VmUpkeep.Repair(service.Id, AllowRestart));

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        Demand(host, service, "Repair");
}
