using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>What is to be seen of a clone whose end is not known.</summary>
internal enum CloneState
{
    /// <summary>Nothing is at its VMID.</summary>
    Absent,
    /// <summary>It is ours and whole.</summary>
    Complete,
    /// <summary>It is being cloned. Its mark may be missing early on, so it may also be somebody else's clone.</summary>
    UnderWay,
    /// <summary>Somebody else's machine, container or clone is at the VMID.</summary>
    Foreign,
}

/// <summary>Looks for a clone: where it is made, where it goes, and in the whole cluster.</summary>
/// <param name="State">What was found.</param>
/// <param name="Vm">Where.</param>
/// <param name="Config">Its configuration, where there is one.</param>
internal sealed record CloneTrace(CloneState State, VmRef? Vm = null, VmConfig? Config = null)
{
    public static async Task<CloneTrace> FindAsync(VmPass pass, CancellationToken cancellation)
    {
        // A clone lies on its template's node until it is complete, and only then moves to its own.
        foreach (var node in new[] { pass.Data.CloneNode, pass.Service.Node }.OfType<string>().Distinct())
            if (await ReadAsync(pass, new VmRef(node, pass.VmId), cancellation).ConfigureAwait(false) is { } found) return found;
        var guest = (await pass.Api.GetResourcesAsync(cancellation).ConfigureAwait(false)).Guests.FirstOrDefault(guest => guest.Vm.Id == pass.VmId);
        if (guest is null) return new CloneTrace(CloneState.Absent);
        if (guest.IsContainer) return new CloneTrace(CloneState.Foreign, guest.Vm);
        return await ReadAsync(pass, guest.Vm, cancellation).ConfigureAwait(false) ?? new CloneTrace(CloneState.Absent);
    }

    private static async Task<CloneTrace?> ReadAsync(VmPass pass, VmRef vm, CancellationToken cancellation)
    {
        try
        {
            var config = await pass.Api.GetConfigAsync(vm, cancellation).ConfigureAwait(false);
            return new CloneTrace(Judge(pass.Mark.Of(config.Description), config.Lock), vm, config);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineMissing)
        {
            return null;
        }
    }

    private static CloneState Judge(Ownership owner, string? held) => (owner, held) switch
    {
        (Ownership.Foreign, _) => CloneState.Foreign,
        (_, "clone" or "create") => CloneState.UnderWay,
        (Ownership.Ours, _) => CloneState.Complete,
        _ => CloneState.Foreign,
    };
}
