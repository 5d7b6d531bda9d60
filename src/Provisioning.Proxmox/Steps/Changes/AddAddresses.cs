using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>Takes the addresses that are missing. Surplus ones are given back later, when the machine has let go of them.</summary>
internal sealed class AddAddresses(VmTools tools) : VmStep(tools, "add_addresses", null)
{
    protected override ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        var (before, needs) = (pass.Context.Addresses, Needs(pass, keepSurplus: true));
        if (HoldsAll(pass, needs)) return new(StepResult.Skipped("no address is missing"));
        pass.Context.EnsureAddresses(needs);
        return new(StepResult.Done($"assigned {string.Join(", ", pass.Context.Addresses.Select(a => a.Address).Except(before.Select(a => a.Address)))}"));
    }

    /// <summary>Whether the service holds as many addresses as are needed, neither more nor less.</summary>
    public static bool HoldsAll(VmPass pass, IReadOnlyList<AddressNeed> needs) => Enum.GetValues<IpFamily>().All(family =>
        pass.Context.Addresses.Count(address => address.Family == family) == needs.Where(need => need.Family == family).Sum(need => need.Count));

    /// <summary>What the machine needs.</summary>
    /// <param name="pass">The run.</param>
    /// <param name="keepSurplus">Whether addresses that are too many stay for now.</param>
    public static IReadOnlyList<AddressNeed> Needs(VmPass pass, bool keepSurplus)
    {
        var held = pass.Context.Addresses;
        var needs = pass.Context.Read(state => new AddressPlan(state.Pools(pass.Service.Server))).For(pass.Package, held);
        if (!keepSurplus) return needs;
        return [.. Enum.GetValues<IpFamily>().Select(family =>
        {
            var need = needs.FirstOrDefault(need => need.Family == family) ?? new AddressNeed(family, 0);
            return need with { Count = Math.Max(need.Count, held.Count(address => address.Family == family)) };
        })];
    }
}
