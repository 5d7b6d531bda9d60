using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Says which state store is used, why that one, and how it stands.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisioningStore")]
[OutputType(typeof(StoreInfo))]
public sealed class GetProvisioningStoreCommand : ProvisioningCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var path = ResolvedStatePath;
        var store = Demand(() => Factory.Locate(new HostOptions { StatePath = path, CreateIfMissing = false }));
        if (!store.Exists)
            WriteObject(store);
        else if (TryCall(store.Path, host => host.Store.Describe(), out var described))
            WriteObject(described);
    }
}
