using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Restores machines from a backup; what they are now, snapshots included, is lost.</summary>
[Cmdlet(VerbsData.Restore, "ProvisionedVmBackup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ProvisionedService))]
public sealed class RestoreProvisionedVmBackupCommand : ServiceActionCmdlet
{
    /// <summary>The backup's volume, as Get-ProvisionedVmBackup shows it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Volume { get; set; } = "";

    private protected override string Action => $"Replace machine by backup {Volume} and lose what it is now, snapshots included";

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmBackups.RestoreAsync(service.Id, Volume, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmBackups.CheckRestoreAsync(service.Id, Volume, cancellation);
}
