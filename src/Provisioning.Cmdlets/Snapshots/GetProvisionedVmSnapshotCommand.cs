using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists the snapshots that machines have on their servers now.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisionedVmSnapshot")]
[OutputType(typeof(ProvisionedVmSnapshot))]
public sealed class GetProvisionedVmSnapshotCommand : ServerLookCmdlet<ProvisionedVmSnapshot>
{
    /// <summary>Name of the snapshots.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    private protected override IAsyncEnumerable<ServerLook<ProvisionedVmSnapshot>> Look(IProvisioningHost host, IReadOnlyCollection<long>? services, CancellationToken cancellation) =>
        host.VmSnapshots.FindAsync(services, cancellation);

    private protected override bool Fits(ProvisionedVmSnapshot found) => Name is null || new WildcardPattern(Name, WildcardOptions.IgnoreCase).IsMatch(found.Name);
}
