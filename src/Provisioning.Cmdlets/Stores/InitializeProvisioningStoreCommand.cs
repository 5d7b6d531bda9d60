using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Creates the state store, or answers with the one that is there.</summary>
[Cmdlet(VerbsData.Initialize, "ProvisioningStore", SupportsShouldProcess = true)]
[OutputType(typeof(StoreInfo))]
public sealed class InitializeProvisioningStoreCommand : ProvisioningCmdlet
{
    /// <summary>Days that journal lines and remote calls are kept.</summary>
    [Parameter]
    [ValidateRange(1, 3650)]
    public int? JournalRetentionDays { get; set; }

    /// <summary>Takes a copied or restored store for the only living one. Its original must never run again.</summary>
    [Parameter]
    public SwitchParameter AdoptCopy { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = new InitializeStore { StatePath = ResolvedStatePath, JournalRetentionDays = JournalRetentionDays, AdoptCopy = AdoptCopy };
        var store = Demand(() => Factory.Locate(new HostOptions { StatePath = request.StatePath, CreateIfMissing = false }));
        if (ShouldProcess(store.Path, AdoptCopy ? "Adopt copied store" : "Initialize store"))
            WriteObject(Demand(() => Factory.Initialize(request)));
    }
}
