using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Engine;

namespace Provisioning.Proxmox;

/// <summary>What a firewall rule may say, so that the server refuses none half-way through a machine. Source: pve-firewall's schema.</summary>
internal static partial class FirewallRuleRules
{
    private const int MaxPorts = 15;
    private static readonly string[] WithPorts = ["tcp", "udp", "sctp", "dccp", "udplite"];

    /// <exception cref="ProvisioningException">InvalidValue, ContradictoryValues.</exception>
    public static void Check(FirewallRule rule, string target)
    {
        var check = new VmPackageRules.Checks(target);
        check.Defined("Direction of a firewall rule", rule.Direction);
        check.Defined("Action of a firewall rule", rule.Action);
        check.Defined("Log of a firewall rule", rule.Log);
        var ports = rule.SourcePort ?? rule.DestinationPort;
        if (rule.Macro is { } macro)
        {
            check.Is(Macro().IsMatch(macro), "Macro of a firewall rule", macro, "a macro's name such as SSH");
            if (rule.Protocol is not null || ports is not null)
                throw Refuse.Contradiction($"Macro {macro} stands for protocol and ports; leave Protocol and the ports out or the macro.", target);
        }
        if (rule.Protocol is { } protocol)
            check.Is(Protocol().IsMatch(protocol), "Protocol of a firewall rule", protocol, "a protocol in lower case such as tcp, udp, icmp, ipv6-icmp, or its number");
        if (ports is not null && !WithPorts.Contains(rule.Protocol))
            throw Refuse.Contradiction(
                $"Ports '{ports}' need a protocol that has ports ({string.Join(", ", WithPorts)}); the rule says {rule.Protocol ?? "none"}.", target);
        check.Is(ArePorts(rule.SourcePort), "SourcePort of a firewall rule", rule.SourcePort, PortRule);
        check.Is(ArePorts(rule.DestinationPort), "DestinationPort of a firewall rule", rule.DestinationPort, PortRule);
        check.Is(AreAddresses(rule.Source), "Source of a firewall rule", rule.Source, AddressRule);
        check.Is(AreAddresses(rule.Destination), "Destination of a firewall rule", rule.Destination, AddressRule);
        check.Is(rule.Comment is null || (Words.IsOneLine(rule.Comment) && rule.Comment.Length <= 256),
            "Comment of a firewall rule", rule.Comment, "one line of at most 256 characters");
    }

    private const string PortRule = "ports from 0 to 65535, ranges such as 80:90, separated by commas, at most 15 numbers";
    private const string AddressRule =
        "addresses, networks without host bits, ranges a-b, aliases or +ipset, separated by commas, all of one IP version";

    private static bool ArePorts(string? text)
    {
        if (text is null) return true;
        var numbers = 0;
        foreach (var item in text.Split(','))
        {
            var ends = item.Split(':');
            numbers += ends.Length;
            if (ends.Length > 2 || !ends.All(IsPort)) return false;
            if (ends.Length == 2 && Port(ends[0]) > Port(ends[1])) return false;
        }
        return numbers <= MaxPorts;
    }

    private static bool IsPort(string text) => text.Length is > 0 and <= 5 && text.All(char.IsAsciiDigit) && Port(text) <= 65535;

    private static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static bool AreAddresses(string? text)
    {
        if (text is null) return true;
        IpFamily? all = null;
        foreach (var item in text.Split(','))
        {
            if (Alias().IsMatch(item)) continue;
            if (!IsAddress(item, out var family) || (all is { } other && other != family)) return false;
            all = family;
        }
        return true;
    }

    private static bool IsAddress(string text, out IpFamily family)
    {
        if (text.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash)
            return IpNumber.TryParse(text[..dash], out family, out var first)
                && IpNumber.TryParse(text[(dash + 1)..], out var lastFamily, out var last) && family == lastFamily && first <= last;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IpNumber.TryParse(slash < 0 ? text : text[..slash], out family, out var number)) return false;
        if (slash < 0) return true;
        var bits = family == IpFamily.IPv4 ? 32 : 128;
        return byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix <= bits
            && (prefix == bits || (prefix == 0 ? number == 0 : (number & ((UInt128.One << (bits - prefix)) - 1)) == 0));
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Macro();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,31}\z")]
    private static partial Regex Protocol();

    [GeneratedRegex(@"\A(?:\+(?:(?:dc|guest|sdn)/)?|(?:dc|guest)/)?[A-Za-z][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex Alias();
}
