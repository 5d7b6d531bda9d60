using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Makes a consistent copy of the state store while ticks go on.</summary>
[Cmdlet(VerbsData.Backup, "ProvisioningStore", SupportsShouldProcess = true)]
[OutputType(typeof(StoreBackup))]
public sealed class BackupProvisioningStoreCommand : ProvisioningCmdlet
{
    /// <summary>The copy's file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Destination")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Replaces a file that is there already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var target = GetUnresolvedProviderPathFromPSPath(Path);
        if (!ShouldProcess(target, "Back up store"))
            return;

        Pump(target, (host, pump, cancellation) =>
        {
            var backup = host.Store.Backup(target, Force, cancellation);
            pump.Post(() => WriteObject(backup));
            return Task.CompletedTask;
        });
    }
}
