using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// The machine's firewall: switches that differ, rules that are missing, and the set of addresses that may send. Each part is read before it
/// is written, so the step can be cut short anywhere and run again. Rules and entries are added, never removed.
/// </summary>
internal sealed class SetFirewall(VmTools tools) : VmStep(tools, "set_firewall", VmStatus.SetFirewall)
{
    private const string SetName = "ipfilter-net0";

    protected override async ValueTask<StepResult> RunAsync(VmPass pass, CancellationToken cancellation)
    {
        // The firewall's files know no lock, yet a machine that the server works on is left alone.
        if (LockedBy(await pass.KnownConfigAsync(cancellation).ConfigureAwait(false)) is { } locked) return locked;
        var work = new Work(pass, cancellation);
        // Addresses before the switch that lets only them send.
        if (pass.Wanted.KeepsIpSet) await work.SetAsync().ConfigureAwait(false);
        await work.RulesAsync().ConfigureAwait(false);
        await work.OptionsAsync().ConfigureAwait(false);
        return work.Done.Count == 0 ? StepResult.Skipped("already as wanted") : StepResult.Done(string.Join(", ", work.Done));
    }

    /// <summary>Takes addresses out of the set of those that may send.</summary>
    public static async Task RemoveFromSetAsync(VmPass pass, IReadOnlyCollection<string> addresses, CancellationToken cancellation)
    {
        if (!(await pass.Api.ListIpSetsAsync(pass.Vm, cancellation).ConfigureAwait(false)).Any(set => set.Name == SetName)) return;
        var going = addresses.Select(FirewallWishes.Address).ToHashSet(StringComparer.Ordinal);
        var entries = (await pass.Api.ListIpSetEntriesAsync(pass.Vm, SetName, cancellation).ConfigureAwait(false))
            .Where(entry => going.Contains(FirewallWishes.Address(entry.Cidr))).ToList();
        if (entries.Count > 0) pass.Context.Announce($"{pass.Vm}: {SetName} without {string.Join(", ", entries.Select(entry => entry.Cidr))}");
        foreach (var entry in entries) await pass.Api.RemoveIpSetEntryAsync(pass.Vm, SetName, entry.Cidr, cancellation).ConfigureAwait(false);
    }

    private sealed class Work(VmPass pass, CancellationToken cancellation)
    {
        private readonly VmFirewall _wanted = pass.Wanted.Package.Firewall;
        private readonly VmRef _vm = pass.Vm;

        public List<string> Done { get; } = [];

        public async Task OptionsAsync()
        {
            var now = await pass.Api.GetFirewallOptionsAsync(_vm, cancellation).ConfigureAwait(false);
            if (FirewallWishes.Options(now, _wanted) is not { } change) return;
            Announce("firewall switches");
            await pass.Api.SetFirewallOptionsAsync(_vm, change, cancellation).ConfigureAwait(false);
            Done.Add("switches set");
        }

        public async Task RulesAsync()
        {
            if (_wanted.Rules.Count == 0) return;
            var now = await pass.Api.ListFirewallRulesAsync(_vm, cancellation).ConfigureAwait(false);
            var missing = FirewallWishes.Rules(now, _wanted.Rules);
            if (missing.Count > 0) Announce($"{missing.Count} firewall rules");
            foreach (var rule in missing) await pass.Api.AddFirewallRuleAsync(_vm, rule, cancellation).ConfigureAwait(false);
            if (missing.Count > 0) Done.Add($"{missing.Count} rules added");
        }

        public async Task SetAsync()
        {
            var addresses = pass.Wanted.Addresses.Select(address => address.Address).ToList();
            var exists = (await pass.Api.ListIpSetsAsync(_vm, cancellation).ConfigureAwait(false)).Any(set => set.Name == SetName);
            var now = exists ? await pass.Api.ListIpSetEntriesAsync(_vm, SetName, cancellation).ConfigureAwait(false) : [];
            var held = now.Select(entry => FirewallWishes.Address(entry.Cidr)).ToHashSet(StringComparer.Ordinal);
            var missing = addresses.Where(address => !held.Contains(FirewallWishes.Address(address))).ToList();
            if (held.Except(pass.Context.Addresses.Select(address => address.Address).Select(FirewallWishes.Address)).ToList() is { Count: > 0 } strange)
                pass.Context.Note($"{SetName} of {_vm} also holds {string.Join(", ", strange)}, which service {pass.Service.Id} does not; these may send from the machine too.");
            if (exists && missing.Count == 0) return;
            Announce($"{SetName} with {string.Join(", ", addresses)}");
            if (!exists) await UnlessThereAsync(pass.Api.CreateIpSetAsync(_vm, SetName, null, cancellation)).ConfigureAwait(false);
            foreach (var address in missing)
                await UnlessThereAsync(pass.Api.AddIpSetEntryAsync(_vm, SetName, new IpSetEntry { Cidr = address }, cancellation)).ConfigureAwait(false);
            Done.Add($"{SetName} holds {string.Join(", ", addresses)}");
        }

        private void Announce(string what) => pass.Context.Announce($"{_vm}: {what}");

        private static async Task UnlessThereAsync(Task adding)
        {
            try
            {
                await adding.ConfigureAwait(false);
            }
            catch (ProvisioningException e) when (e.Error.Id == ErrorIds.ParametersRefused && e.Error.Message.Contains("already exists", StringComparison.Ordinal))
            {
                // An earlier request of ours, carried out late.
            }
        }
    }
}
