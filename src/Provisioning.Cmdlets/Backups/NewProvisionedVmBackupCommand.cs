using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Backs machines up.</summary>
[Cmdlet(VerbsCommon.New, "ProvisionedVmBackup", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class NewProvisionedVmBackupCommand : ServiceActionCmdlet
{
    /// <summary>One line for people.</summary>
    [Parameter(Position = 1)]
    [Alias("Description")]
    [AllowEmptyString]
    public string? Note { get; set; }

    /// <summary>The storage; without it the package's, else the only one that the node has for backups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Storage { get; set; }

    /// <summary>What happens to the machine meanwhile; without it as the package says.</summary>
    [Parameter]
    public VmBackupMode? Mode { get; set; }

    /// <summary>Removes the oldest of ours when the quota is reached, instead of refusing.</summary>
    [Parameter]
    public SwitchParameter Rotate { get; set; }

    private NewVmBackup Wanted => new() { Note = Note.OrNull(), Storage = Storage, Mode = Mode, Rotate = Rotate };

    private protected override string Action => "Back up";

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmBackups.CreateAsync(service.Id, Wanted, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmBackups.CheckCreateAsync(service.Id, Wanted, cancellation);
}
