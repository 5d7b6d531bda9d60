using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists the backups of machines that lie on storages now.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisionedVmBackup")]
[OutputType(typeof(ProvisionedVmBackup))]
public sealed class GetProvisionedVmBackupCommand : ServerLookCmdlet<ProvisionedVmBackup>
{
    /// <summary>Backups on this storage only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Storage { get; set; }

    private protected override IAsyncEnumerable<ServerLook<ProvisionedVmBackup>> Look(IProvisioningHost host, IReadOnlyCollection<long>? services, CancellationToken cancellation) =>
        host.VmBackups.FindAsync(services, cancellation);

    private protected override bool Fits(ProvisionedVmBackup found) => Storage is null || found.Storage == Storage;
}
