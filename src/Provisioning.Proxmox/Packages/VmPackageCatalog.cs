using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>The virtual-machine packages, kept as JSON in the store.</summary>
public sealed class VmPackageCatalog(IStateStore store, TimeProvider clock) : IVmPackageCatalog
{
    /// <inheritdoc/>
    public IEnumerable<VmPackage> Find(string? name = null)
    {
        var rows = store.Read(state => state.Packages(VirtualMachineWords.Kind));
        return rows.Where(row => NamePattern.Matches(name, row.Name)).Select(Of);
    }

    /// <inheritdoc/>
    public VmPackage Get(string name) => store.Read(state => Get(state, name));

    /// <inheritdoc/>
    public VmPackage Create(VmPackage package)
    {
        var entered = VmPackageRules.Checked(package) with { CreatedAt = clock.GetUtcNow() };
        return store.Write(Durability.Normal, state =>
        {
            entered = WithServer(state, entered);
            state.AddPackage(Row(entered));
            return entered;
        });
    }

    /// <inheritdoc/>
    public VmPackage Update(VmPackage package)
    {
        var changed = VmPackageRules.Checked(package);
        return store.Write(Durability.Normal, state =>
        {
            var old = Get(state, changed.Name);
            changed = WithServer(state, changed) with { Name = old.Name, CreatedAt = old.CreatedAt };
            state.SavePackage(Row(changed));
            // Another lifetime counts for the snapshots that are there, too.
            if (changed.SnapshotLifetimeDays != old.SnapshotLifetimeDays)
                state.WakeSchedules(OwnSnapshots.Expiry, VirtualMachineWords.Kind, changed.Name, clock.GetUtcNow());
            return changed;
        });
    }

    /// <inheritdoc/>
    public void Remove(string name) => store.Write(Durability.Normal, state =>
    {
        var package = Get(state, name);
        if (state.CountServices(package: package.Name) is > 0 and var services)
            throw new ProvisioningException(ErrorIds.PackageInUse, ErrorKind.Busy,
                $"Package '{package.Name}' is used by {services} services; give them another package or terminate them first.", package.Name);
        state.DeletePackage(VirtualMachineWords.Kind, package.Name);
    });

    /// <summary>A package within a transaction that is open already.</summary>
    /// <exception cref="ProvisioningException">PackageNotFound.</exception>
    internal static VmPackage Get(IStateReader state, string name) =>
        state.Package(VirtualMachineWords.Kind, name) is { } row ? Of(row) : throw new ProvisioningException(
            ErrorIds.PackageNotFound, ErrorKind.NotFound, $"There is no package '{name}'; Get-VmPackage lists them.", name);

    /// <summary>What packages say about overdue machines.</summary>
    internal static IReadOnlyList<RenewalRule> RenewalRules(IStateReader state) =>
        [.. from row in state.Packages(VirtualMachineWords.Kind)
            // Asked by every tick: a package without a rule need not be read at all.
            where row.Json.Contains("AfterDays", StringComparison.Ordinal)
            let package = Of(row)
            where package.SuspendAfterDays is not null || package.TerminateAfterDays is not null
            select new RenewalRule(package.Name, Days(package.SuspendAfterDays), Days(package.TerminateAfterDays))];

    private static TimeSpan? Days(int? days) => days is { } some ? TimeSpan.FromDays(some) : null;

    private static VmPackage WithServer(IStateReader state, VmPackage package)
    {
        if (package.Server is not { } name) return package;
        var server = state.Server(name) ?? throw new ProvisioningException(
            ErrorIds.ServerNotFound, ErrorKind.NotFound, $"No server '{name}' is registered; register it first or leave the package's server out.", name);
        if (server.Kind != ServerKind.Proxmox)
            throw Refuse.Invalid($"Server '{server.Name}' is no Proxmox VE server; a package of virtual machines needs one.", package.Name);
        return package with { Server = server.Name };
    }

    private static PackageRow Row(VmPackage package) =>
        new(VirtualMachineWords.Kind, package.Name, package.Server, Json.Write(package), package.CreatedAt);

    private static VmPackage Of(PackageRow row) =>
        Json.Read<VmPackage>(row.Json, $"package '{row.Name}'") with { Name = row.Name, Server = row.Server, CreatedAt = row.CreatedAt };
}
