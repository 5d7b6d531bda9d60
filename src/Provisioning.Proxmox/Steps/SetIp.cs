using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Makes sure that the service holds the addresses its package asks for; they were reserved with the order.</summary>
internal sealed class SetIp(VmTools tools) : VmStep(tools, "set_ip", VmStatus.SetIp)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation) => new(Run(pass));

    private static StepResult Run(VmPass pass)
    {
        var context = pass.Context;
        // A machine that exists may still use what it has too many, and one that is made anew keeps it; a change of package takes it away in order.
        var needs = AddAddresses.Needs(pass, keepSurplus: pass.Data.Machine == VmMachine.Made || context.Service.ReadyAt is not null);
        var holdsAll = AddAddresses.HoldsAll(pass, needs);
        if (!holdsAll) context.EnsureAddresses(needs);
        if (context.Addresses.Count == 0) return StepResult.Skipped("the package asks for no address from a pool");
        var held = string.Join(", ", context.Addresses.Select(address => address.Address));
        return holdsAll ? StepResult.Skipped($"reserved with the order: {held}") : StepResult.Done($"assigned {held}");
    }
}
