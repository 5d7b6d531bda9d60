using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <content>A machine's firewall. The server takes rules for a VMID that does not exist, and a clone inherits its source's: read before adding.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>The firewall's switches.</summary>
    public async Task<FirewallOptions> GetFirewallOptionsAsync(VmRef vm, CancellationToken cancellation) =>
        FirewallOptions.From(JsonObject.From(await GetAsync(VmPath(vm, "/firewall/options"), vm.ToString(), cancellation).ConfigureAwait(false)));

    /// <summary>Sets the switches that are not null.</summary>
    /// <exception cref="ProvisioningException">ConfigurationChanged: the digest is no longer right.</exception>
    public Task SetFirewallOptionsAsync(VmRef vm, FirewallOptions options, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, VmPath(vm, "/firewall/options"), new Form()
            .Add("enable", options.Enable)
            .Add("dhcp", options.Dhcp)
            .Add("ndp", options.Ndp)
            .Add("radv", options.RouterAdvertisement)
            .Add("macfilter", options.MacFilter)
            .Add("ipfilter", options.IpFilter)
            .Add("policy_in", options.PolicyIn)
            .Add("policy_out", options.PolicyOut)
            .Add("log_level_in", options.LogLevelIn)
            .Add("log_level_out", options.LogLevelOut)
            .Add("digest", options.Digest), vm.ToString(), cancellation);

    /// <summary>The rules by position.</summary>
    public async Task<IReadOnlyList<FirewallRule>> ListFirewallRulesAsync(VmRef vm, CancellationToken cancellation) =>
        JsonReply.List(await GetAsync(VmPath(vm, "/firewall/rules"), vm.ToString(), cancellation).ConfigureAwait(false), FirewallRule.From);

    /// <summary>Adds a rule, at its position or in front. The server gives no id back.</summary>
    /// <exception cref="ProvisioningException">ConfigurationChanged: the digest is no longer right; ParametersRefused.</exception>
    public Task AddFirewallRuleAsync(VmRef vm, FirewallRule rule, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, VmPath(vm, "/firewall/rules"), new Form()
            .Add("type", rule.Type)
            .Add("action", rule.Action)
            .Add("enable", rule.Enable)
            .Add("pos", rule.Position)
            .Add("macro", rule.Macro)
            .Add("proto", rule.Protocol)
            .Add("source", rule.Source)
            .Add("dest", rule.Destination)
            .Add("sport", rule.SourcePort)
            .Add("dport", rule.DestinationPort)
            .Add("icmp-type", rule.IcmpType)
            .Add("iface", rule.Interface)
            .Add("log", rule.LogLevel)
            .Add("comment", rule.Comment)
            .Add("digest", rule.Digest), vm.ToString(), cancellation);

    /// <summary>Removes the rule at a position, provided the list is still the one that was read.</summary>
    /// <exception cref="ProvisioningException">ConfigurationChanged: the digest is no longer right.</exception>
    public Task RemoveFirewallRuleAsync(VmRef vm, int position, string? digest, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, VmPath(vm, string.Create(CultureInfo.InvariantCulture, $"/firewall/rules/{position}")), new Form().Add("digest", digest), vm.ToString(), cancellation);

    /// <summary>The IP sets.</summary>
    public async Task<IReadOnlyList<IpSet>> ListIpSetsAsync(VmRef vm, CancellationToken cancellation) =>
        JsonReply.List(await GetAsync(VmPath(vm, "/firewall/ipset"), vm.ToString(), cancellation).ConfigureAwait(false), IpSet.From);

    /// <summary>Makes an IP set. One that exists already is refused (ParametersRefused).</summary>
    public Task CreateIpSetAsync(VmRef vm, string name, string? comment, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, VmPath(vm, "/firewall/ipset"), new Form().Add("name", name).Add("comment", comment), vm.ToString(), cancellation);

    /// <summary>Removes an IP set; one with entries only with <paramref name="force"/>.</summary>
    public Task RemoveIpSetAsync(VmRef vm, string name, bool force, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, VmPath(vm, "/firewall/ipset/" + Segment(name)), new Form().Add("force", force ? true : null), vm.ToString(), cancellation);

    /// <summary>An IP set's entries.</summary>
    public async Task<IReadOnlyList<IpSetEntry>> ListIpSetEntriesAsync(VmRef vm, string name, CancellationToken cancellation) =>
        JsonReply.List(await GetAsync(VmPath(vm, "/firewall/ipset/" + Segment(name)), vm.ToString(), cancellation).ConfigureAwait(false), IpSetEntry.From);

    /// <summary>Adds an address or network to an IP set. One that is in already is refused (ParametersRefused).</summary>
    public Task AddIpSetEntryAsync(VmRef vm, string name, IpSetEntry entry, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, VmPath(vm, "/firewall/ipset/" + Segment(name)), new Form()
            .Add("cidr", entry.Cidr).Add("nomatch", entry.NoMatch ? true : null).Add("comment", entry.Comment), vm.ToString(), cancellation);

    /// <summary>Takes an address or network out of an IP set.</summary>
    public Task RemoveIpSetEntryAsync(VmRef vm, string name, string cidr, CancellationToken cancellation)
    {
        // The server's route takes the network with its slash, as the path's tail.
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        var tail = slash < 0 ? Segment(cidr) : Segment(cidr[..slash]) + "/" + Segment(cidr[(slash + 1)..]);
        return SendAsync(HttpMethod.Delete, VmPath(vm, $"/firewall/ipset/{Segment(name)}/{tail}"), new Form(), vm.ToString(), cancellation);
    }
}
