using System.Globalization;
using Provisioning.Engine;
using Provisioning.Proxmox.Client;

namespace Provisioning.Proxmox;

/// <summary>
/// One machine against its record. What the values should be is asked of the very steps that would set them: what they would change is
/// what differs.
/// </summary>
internal sealed class MachineComparison(ValueSteps steps, Guid storeId, ServiceRow row, ProvisionedService service, VmWanted wanted, ClusterLook look, ProxmoxApi api)
{
    private const string SetName = "ipfilter-net0";

    private readonly List<VmDifference> _found = [];
    private readonly int _id = int.Parse(row.RemoteId!, NumberStyles.None, CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<VmDifference>> RunAsync(CancellationToken cancellation)
    {
        var guest = look.Guest(_id);
        if (guest is { IsContainer: true }) return Only("machine", $"VM {_id}", $"container {_id}", "Somebody made a container under its VMID; it is left alone.");
        var vm = guest?.Vm ?? new VmRef(row.Node ?? "", _id);
        VmConfig config;
        try
        {
            if (vm.Node.Length == 0) throw Missing();
            config = await api.GetConfigAsync(vm, cancellation).ConfigureAwait(false);
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.MachineMissing)
        {
            return Only("machine", $"VM {_id}", null, "The server does not have it: restore it from a backup, make it anew with Install-ProvisionedVm, or terminate the service.");
        }
        var mark = new OwnershipMark(storeId, row.Id, _id);
        if (mark.Of(config.Description) is not Ownership.Ours and var owner)
            return Only("mark", mark.ToString(), string.Join("; ", OwnershipMark.In(config.Description)) is { Length: > 0 } marks ? marks : null,
                $"{vm} ('{config.Name}') {(owner == Ownership.Unmarked ? "carries no mark of ours" : "carries another mark")}: it is left alone until its notes carry this one.");
        await StandingAsync(guest, vm, config, cancellation).ConfigureAwait(false);
        Values(config);
        Addresses();
        await FirewallAsync(vm, cancellation).ConfigureAwait(false);
        return _found;
    }

    private async Task StandingAsync(ClusterGuest? guest, VmRef vm, VmConfig config, CancellationToken cancellation)
    {
        if (config.Lock is { } held) Add("lock", null, held, DifferenceSeverity.Information, reason: "The server works on it, or left the lock behind; it is left alone until the lock goes.");
        if (vm.Node != row.Node) Add("node", row.Node, vm.Node, DifferenceSeverity.Information, repairable: true, reason: "It was moved; the record follows by itself when something is next done to it.");
        // A list lags behind a start or a stop by seconds; only a machine that seems to be in the wrong state is asked itself.
        if (Misplaced(guest?.Status) is null) return;
        var status = (await api.GetStateAsync(vm, cancellation).ConfigureAwait(false)).Status;
        if (Misplaced(status) is not { } should) return;
        if (should == RemoteStatus.Stopped)
            Add("status", should, status, repairable: true, reason: "The service is suspended and its machine runs; a repair switches it off.");
        else
            Add("status", should, status, DifferenceSeverity.Information, reason: "Its client may have switched it off; Start-ProvisionedVm starts it.");
    }

    /// <summary>What the status should be; null where this one is right, or says nothing.</summary>
    private string? Misplaced(string? status) => (row.Status, status) switch
    {
        (ServiceStatus.Suspended, RemoteStatus.Running) => RemoteStatus.Stopped,
        (ServiceStatus.Active, RemoteStatus.Stopped) => RemoteStatus.Running,
        _ => null,
    };

    private void Values(VmConfig config)
    {
        foreach (var step in steps.All)
        {
            try
            {
                if (step is ConfigStep values && values.Want(config, wanted) is { IsEmpty: false } change) Change(values, config, change);
                else if (step is ResizeStep size) Size(size, config);
            }
            catch (ProvisioningException e)
            {
                Add(step.Name, null, null, reason: e.Error.Message);
            }
        }
    }

    private void Change(ConfigStep step, VmConfig config, ConfigChange change)
    {
        var needsStop = step.NeedsStop(config, change);
        foreach (var (key, value) in change.Sets)
        {
            if (config[key] is { } now && (DriveSpec.IsSlot(key) || SlotName.Is(key, "net") || SlotName.Is(key, "ipconfig"))) Parts(key, now, value, needsStop);
            else Add(key, Shown(key, value), Shown(key, config[key]), repairable: true, needsStop: needsStop);
        }
        foreach (var key in change.Deletes) Add(key, null, Shown(key, config[key]), repairable: true, needsStop: needsStop);
    }

    /// <summary>A line of several properties differs in these.</summary>
    private void Parts(string key, string now, string value, bool needsStop)
    {
        var (before, after) = (PropertyString.Parse(now), PropertyString.Parse(value));
        foreach (var name in before.Parts.Concat(after.Parts).Select(part => part.Key).Distinct(StringComparer.Ordinal))
            if (before[name] != after[name]) Add(name.Length == 0 ? key : $"{key}.{name}", after[name], before[name], repairable: true, needsStop: needsStop);
    }

    private void Size(ResizeStep step, VmConfig config)
    {
        var (disk, gib) = step.Aim(config, wanted);
        if (disk?.Size is not { } now || gib == 0) return;
        var size = DiskSize.FromGiB(gib);
        if (now < size) Add($"{disk.Slot}.size", size.ToString(), now.ToString(), repairable: true);
        else if (now > size) Add($"{disk.Slot}.size", size.ToString(), now.ToString(), DifferenceSeverity.Information, reason: "It is larger than the package has it; a disk is never shrunk.");
    }

    private void Addresses()
    {
        foreach (var (family, dhcp, sold) in new[] { (IpFamily.IPv4, wanted.Package.DhcpIPv4, wanted.Package.IPv4Count), (IpFamily.IPv6, wanted.Package.DhcpIPv6, wanted.Package.IPv6Count) })
        {
            var (wants, has) = (dhcp ? 0 : sold, wanted.Held.Count(address => address.Family == family));
            var (expected, actual) = (wants.ToString(CultureInfo.InvariantCulture), has.ToString(CultureInfo.InvariantCulture));
            if (has < wants) Add($"addresses.{family}", expected, actual, repairable: true, reason: "The service holds fewer addresses than its package has.");
            else if (has > wants) Add($"addresses.{family}", expected, actual, DifferenceSeverity.Information, reason: "A change of package (Set-ServicePackage) takes the others away.");
        }
    }

    private async Task FirewallAsync(VmRef vm, CancellationToken cancellation)
    {
        var firewall = wanted.Package.Firewall;
        var now = await api.GetFirewallOptionsAsync(vm, cancellation).ConfigureAwait(false);
        if (FirewallWishes.Options(now, firewall) is { } change)
        {
            Switch("enable", change.Enable, now.Enable);
            Switch("dhcp", change.Dhcp, now.Dhcp);
            Switch("ndp", change.Ndp, now.Ndp);
            Switch("radv", change.RouterAdvertisement, now.RouterAdvertisement);
            Switch("macfilter", change.MacFilter, now.MacFilter);
            Switch("ipfilter", change.IpFilter, now.IpFilter);
            Word("policy_in", change.PolicyIn, now.PolicyIn);
            Word("policy_out", change.PolicyOut, now.PolicyOut);
            Word("log_level_in", change.LogLevelIn, now.LogLevelIn);
            Word("log_level_out", change.LogLevelOut, now.LogLevelOut);
        }
        if (firewall.Rules.Count > 0)
            foreach (var rule in FirewallWishes.Rules(await api.ListFirewallRulesAsync(vm, cancellation).ConfigureAwait(false), firewall.Rules))
                Add("firewall.rule", Words(rule), null, repairable: true);
        if (wanted.KeepsIpSet) await SetAsync(vm, cancellation).ConfigureAwait(false);

        void Switch(string name, bool? expected, bool? actual)
        {
            if (expected is { } on) Add("firewall." + name, on ? "1" : "0", actual is { } is1 ? is1 ? "1" : "0" : null, repairable: true);
        }

        void Word(string name, string? expected, string? actual)
        {
            if (expected is not null) Add("firewall." + name, expected, actual, repairable: true);
        }
    }

    private async Task SetAsync(VmRef vm, CancellationToken cancellation)
    {
        var exists = (await api.ListIpSetsAsync(vm, cancellation).ConfigureAwait(false)).Any(set => set.Name == SetName);
        var entries = exists ? await api.ListIpSetEntriesAsync(vm, SetName, cancellation).ConfigureAwait(false) : [];
        var held = entries.Select(entry => FirewallWishes.Address(entry.Cidr)).ToHashSet(StringComparer.Ordinal);
        foreach (var address in wanted.Addresses.Select(address => address.Address).Where(address => !held.Contains(FirewallWishes.Address(address))))
            Add("ipset." + SetName, address, null, repairable: true, reason: "The machine may not send from this address of its own.");
        foreach (var strange in held.Except(wanted.Held.Select(address => FirewallWishes.Address(address.Address))))
            Add("ipset." + SetName, null, strange, reason: "The machine may send from an address that the service does not hold. Entries are added, never removed: see whose it is.");
    }

    private static string Words(Client.FirewallRule rule) => string.Join(' ', new[]
    {
        rule.Type, rule.Action, rule.Macro, rule.Protocol,
        rule.Source is null ? null : "from " + rule.Source, rule.Destination is null ? null : "to " + rule.Destination,
        rule.SourcePort is null ? null : "sport " + rule.SourcePort, rule.DestinationPort is null ? null : "dport " + rule.DestinationPort,
        rule.Comment is null ? null : $"({rule.Comment})",
    }.OfType<string>());

    /// <summary>Keys are long, and of no use in a table; a password never gets here.</summary>
    private static string? Shown(string key, string? value) =>
        value is null ? null : key == "sshkeys" ? $"{SshKeys.Decode(value).Count} keys" : key == "cipassword" ? "********" : value;

    private void Add(string property, string? expected, string? actual, DifferenceSeverity severity = DifferenceSeverity.Warning, bool repairable = false, bool needsStop = false, string? reason = null) =>
        _found.Add(new VmDifference
        {
            ServiceId = row.Id, Fqdn = service.Fqdn, Server = row.Server, VmId = _id, Property = property, Expected = expected, Actual = actual,
            Severity = severity, Repairable = repairable, NeedsStop = needsStop,
            Reason = reason ?? (needsStop ? "It is changed only while the machine is off: Repair-ProvisionedVm -AllowRestart." : null),
        });

    private List<VmDifference> Only(string property, string? expected, string? actual, string reason)
    {
        Add(property, expected, actual, DifferenceSeverity.Error, reason: reason);
        return _found;
    }

    private ProvisioningException Missing() => new(ErrorIds.MachineMissing, ErrorKind.NotFound, $"VM {_id} is nowhere.");
}
