using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Removes backups of machines.</summary>
[Cmdlet(VerbsCommon.Remove, "ProvisionedVmBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class RemoveProvisionedVmBackupCommand : ServiceActionCmdlet
{
    /// <summary>The backup's volume, as Get-ProvisionedVmBackup shows it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Volume { get; set; } = "";

    private protected override string Action => $"Remove backup {Volume}";

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmBackups.RemoveAsync(service.Id, Volume, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmBackups.CheckRemoveAsync(service.Id, Volume, cancellation);
}
