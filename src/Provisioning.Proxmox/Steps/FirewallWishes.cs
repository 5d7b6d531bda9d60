using Provisioning.Engine;
using ServerOptions = Provisioning.Proxmox.Client.FirewallOptions;
using ServerRule = Provisioning.Proxmox.Client.FirewallRule;

namespace Provisioning.Proxmox;

/// <summary>What of a firewall has to change, worked out without asking anybody.</summary>
internal static class FirewallWishes
{
    /// <summary>The switches that differ; null when none does. What is not set has the server's default (schema).</summary>
    public static ServerOptions? Options(ServerOptions now, VmFirewall wanted)
    {
        var change = new ServerOptions
        {
            Enable = Differs(now.Enable, false, wanted.Enabled),
            Dhcp = Differs(now.Dhcp, false, wanted.Dhcp),
            Ndp = Differs(now.Ndp, true, wanted.Ndp),
            RouterAdvertisement = Differs(now.RouterAdvertisement, false, wanted.RouterAdvertisement),
            MacFilter = Differs(now.MacFilter, true, wanted.MacFilter),
            IpFilter = Differs(now.IpFilter, false, wanted.IpFilter),
            PolicyIn = Other(now.PolicyIn, "DROP", Word(wanted.PolicyIn)),
            PolicyOut = Other(now.PolicyOut, "ACCEPT", Word(wanted.PolicyOut)),
            LogLevelIn = Other(now.LogLevelIn, "nolog", Word(wanted.LogIn)),
            LogLevelOut = Other(now.LogLevelOut, "nolog", Word(wanted.LogOut)),
        };
        return change == new ServerOptions() ? null : change with { Digest = now.Digest };
    }

    /// <summary>
    /// The missing rules in the order in which they have to be sent. A rule without position lands in front of all others,
    /// so the last one goes first; one that belongs behind a rule that is there already is told its position.
    /// </summary>
    public static IReadOnlyList<ServerRule> Rules(IReadOnlyList<ServerRule> now, IReadOnlyList<FirewallRule> wanted)
    {
        var list = now.OrderBy(rule => rule.Position ?? int.MaxValue).Select(Likeness).ToList();
        var rules = wanted.Select(Rule).DistinctBy(Likeness).ToList();
        var missing = new List<ServerRule>();
        for (var i = rules.Count - 1; i >= 0; i--)
        {
            var likeness = Likeness(rules[i]);
            if (list.Contains(likeness)) continue;
            var behind = rules.Take(i).Reverse().Select(rule => list.IndexOf(Likeness(rule))).FirstOrDefault(at => at >= 0, -1);
            list.Insert(behind + 1, likeness);
            missing.Add(behind < 0 ? rules[i] : rules[i] with { Position = behind + 1 });
        }
        return missing;
    }

    /// <summary>An address or network in one form, whether or not a single address carries its length.</summary>
    public static string Address(string cidr)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        var (address, length) = slash < 0 ? (cidr, null) : (cidr[..slash], cidr[(slash + 1)..]);
        if (!IpNumber.TryParse(address, out var family, out var number)) return cidr;
        var whole = family == IpFamily.IPv4 ? "32" : "128";
        return IpNumber.Format(family, number) + (length is null || length == whole ? "" : "/" + length);
    }

    private static ServerRule Rule(FirewallRule rule) => new()
    {
        Type = rule.Direction == FirewallDirection.In ? "in" : "out",
        Action = Word(rule.Action),
        Enable = rule.Enabled,
        Macro = rule.Macro,
        Protocol = rule.Protocol,
        Source = rule.Source,
        Destination = rule.Destination,
        SourcePort = rule.SourcePort,
        DestinationPort = rule.DestinationPort,
        LogLevel = rule.Log == FirewallLogLevel.NoLog ? null : Word(rule.Log),
        Comment = rule.Comment,
    };

    /// <summary>What makes two rules the same one: everything but its place and its comment, which people change.</summary>
    private static string Likeness(ServerRule rule) => string.Join('|',
        rule.Type, rule.Action, rule.Enable, rule.Macro, rule.Protocol, Addresses(rule.Source), Addresses(rule.Destination),
        rule.SourcePort, rule.DestinationPort, rule.IcmpType, rule.Interface, rule.LogLevel is null or "nolog" ? "" : rule.LogLevel).ToUpperInvariant();

    private static string Addresses(string? list) =>
        list is null ? "" : string.Join(',', list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Address));

    private static bool? Differs(bool? now, bool byDefault, bool wanted) => (now ?? byDefault) == wanted ? null : wanted;

    private static string? Other(string? now, string byDefault, string wanted) =>
        string.Equals(now ?? byDefault, wanted, StringComparison.OrdinalIgnoreCase) ? null : wanted;

    private static string Word(FirewallAction action) => action.ToString().ToUpperInvariant();

    private static string Word(FirewallLogLevel level) => level.ToString().ToLowerInvariant();
}
