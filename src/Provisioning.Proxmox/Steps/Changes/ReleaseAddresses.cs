using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Gives back the addresses that are too many, once the machine may no longer send from them.</summary>
internal sealed class ReleaseAddresses(VmTools tools) : VmStep(tools, "release_addresses", null)
{
    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var kept = pass.Wanted.Addresses.Select(address => address.Address).ToHashSet(StringComparer.Ordinal);
        var surplus = pass.Context.Addresses.Where(address => !kept.Contains(address.Address)).Select(address => address.Address).ToList();
        if (surplus.Count == 0) return StepResult.Skipped("no address is to go");
        if (LockedBy(await pass.FreshConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        await SetFirewall.RemoveFromSetAsync(pass, surplus, cancellation).ConfigureAwait(false);
        pass.Context.EnsureAddresses(AddAddresses.Needs(pass, keepSurplus: false));
        return StepResult.Done($"released {string.Join(", ", surplus)}");
    }
}
