using System.Text;

namespace Provisioning.Lab;

/// <summary>The firewall file of a VM. It exists on its own: a VMID without VM can have one.</summary>
internal sealed class Firewall
{
    public SortedDictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    public List<SortedDictionary<string, string>> Rules { get; } = [];

    public SortedDictionary<string, SortedDictionary<string, IpSetEntry>> IpSets { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> IpSetComments { get; } = new(StringComparer.Ordinal);

    public string OptionsDigest => Digest(WriteOptions());

    public string RulesDigest => Digest(WriteOptions() + WriteRules());

    public string IpSetDigest(string name) => Digest(string.Join('\n', IpSets[name].Values.Select(e => $"{e.NoMatch}{e.Cidr}#{e.Comment}")));

    public string IpSetListDigest => Digest(string.Join('\n', IpSets.Keys));

    public static Firewall From(ScenarioFirewall file)
    {
        var firewall = new Firewall();
        foreach (var (option, value) in file.Options) firewall.Options[option] = value;
        foreach (var rule in file.Rules) firewall.Rules.Add(new SortedDictionary<string, string>(rule, StringComparer.Ordinal));
        foreach (var (name, entries) in file.IpSets)
        {
            var set = firewall.IpSets[name] = new(StringComparer.Ordinal);
            foreach (var cidr in entries) set[FirewallFormats.Mask(cidr)] = new IpSetEntry(FirewallFormats.Mask(cidr), null, false);
        }
        return firewall;
    }

    public Firewall Copy()
    {
        var copy = new Firewall();
        foreach (var (option, value) in Options) copy.Options[option] = value;
        foreach (var rule in Rules) copy.Rules.Add(new SortedDictionary<string, string>(rule, StringComparer.Ordinal));
        foreach (var (name, set) in IpSets) copy.IpSets[name] = new SortedDictionary<string, IpSetEntry>(set, StringComparer.Ordinal);
        foreach (var (name, comment) in IpSetComments) copy.IpSetComments[name] = comment;
        return copy;
    }

    private string WriteOptions() => string.Concat(Options.Select(o => $"{o.Key}: {o.Value}\n"));

    private string WriteRules()
    {
        var text = new StringBuilder();
        foreach (var rule in Rules) text.AppendJoin(' ', rule.Select(r => $"{r.Key}={r.Value}")).Append('\n');
        return text.ToString();
    }

    private static string Digest(string text) => Convert.ToHexStringLower(VmConfig.Sha1(text));
}

/// <summary>One address of a set.</summary>
internal sealed record IpSetEntry(string Cidr, string? Comment, bool NoMatch);
