namespace Provisioning.Proxmox.Client;

/// <summary>
/// A machine's firewall switches. Null: not set, the server's default holds. They act only on cards with <c>firewall=1</c> and while the
/// cluster's firewall is on.
/// </summary>
public sealed record FirewallOptions
{
    /// <summary>The machine's firewall on or off (default off).</summary>
    public bool? Enable { get; init; }
    /// <summary>Allow DHCP (default off).</summary>
    public bool? Dhcp { get; init; }
    /// <summary>Allow IPv6 neighbour discovery (default on).</summary>
    public bool? Ndp { get; init; }
    /// <summary>Allow sending router advertisements.</summary>
    public bool? RouterAdvertisement { get; init; }
    /// <summary>Only the card's own MAC address may send (default on).</summary>
    public bool? MacFilter { get; init; }
    /// <summary>Only the addresses of the IP sets <c>ipfilter-netN</c> may send.</summary>
    public bool? IpFilter { get; init; }
    /// <summary>What happens to incoming traffic without a rule: ACCEPT, REJECT or DROP.</summary>
    public string? PolicyIn { get; init; }
    /// <summary>What happens to outgoing traffic without a rule.</summary>
    public string? PolicyOut { get; init; }
    /// <summary>What is logged of incoming traffic: nolog, info, notice, warning …</summary>
    public string? LogLevelIn { get; init; }
    /// <summary>What is logged of outgoing traffic.</summary>
    public string? LogLevelOut { get; init; }
    /// <summary>Digest as read; sent back it makes the server refuse a change on a newer state.</summary>
    public string? Digest { get; init; }

    internal static FirewallOptions From(JsonObject data) => new()
    {
        Enable = data.OptionalFlag("enable"),
        Dhcp = data.OptionalFlag("dhcp"),
        Ndp = data.OptionalFlag("ndp"),
        RouterAdvertisement = data.OptionalFlag("radv"),
        MacFilter = data.OptionalFlag("macfilter"),
        IpFilter = data.OptionalFlag("ipfilter"),
        PolicyIn = data.Text("policy_in"),
        PolicyOut = data.Text("policy_out"),
        LogLevelIn = data.Text("log_level_in"),
        LogLevelOut = data.Text("log_level_out"),
        Digest = data.Text("digest"),
    };
}
