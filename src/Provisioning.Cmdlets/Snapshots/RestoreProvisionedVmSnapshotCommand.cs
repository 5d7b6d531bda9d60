using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Puts machines back to a snapshot; what has come since is lost.</summary>
[Cmdlet(VerbsData.Restore, "ProvisionedVmSnapshot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class RestoreProvisionedVmSnapshotCommand : ServiceActionCmdlet
{
    /// <summary>The snapshot.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    private protected override string Action => $"Put machine back to snapshot {Name} and lose what has come since";

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmSnapshots.RestoreAsync(service.Id, Name, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmSnapshots.CheckRestoreAsync(service.Id, Name, cancellation);
}
