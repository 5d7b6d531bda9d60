using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Ends services for good, under either name.</summary>
public abstract class TerminationCmdlet : NamesakeCmdlet
{
    /// <summary>Leaves the backups on the server; everything else goes.</summary>
    [Parameter]
    public SwitchParameter KeepBackups { get; set; }

    /// <summary>Leaves a machine that is not the service's own where it is and closes the service all the same.</summary>
    [Parameter]
    public SwitchParameter LeaveMachine { get; set; }

    private protected override string Operation => "Terminate";

    private protected override string WindowsCmdlet => "Remove-Service";

    private protected override string Action => KeepBackups
        ? "Terminate service: delete the machine, its disks and snapshots, and keep its backups"
        : "Terminate service: delete the machine, its disks, snapshots and backups";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.Services.Terminate(service.Id, KeepBackups, LeaveMachine));
}
