using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Removes snapshots of machines.</summary>
[Cmdlet(VerbsCommon.Remove, "ProvisionedVmSnapshot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class RemoveProvisionedVmSnapshotCommand : ServiceActionCmdlet
{
    /// <summary>The snapshot.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    private protected override string Action => $"Remove snapshot {Name}";

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmSnapshots.RemoveAsync(service.Id, Name, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmSnapshots.CheckRemoveAsync(service.Id, Name, cancellation);
}
