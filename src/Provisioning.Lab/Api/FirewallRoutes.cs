using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>The firewall of a VM. It works on a file of its own, so no call asks whether the VM exists.</summary>
internal static class FirewallRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}/firewall";

    private const string RuleParameters = """
        comment str
        dest str max=512 fw-addresses
        digest str max=64
        dport str fw-ports
        enable int 0..
        icmp-type str
        iface str min=2 max=20
        log enum emerg alert crit err warning notice info debug nolog
        macro str max=128
        proto str fw-protocol
        source str max=512 fw-addresses
        sport str fw-ports
        """;

    private const string ActionShape = @"str /[A-Za-z][A-Za-z0-9\-_]+/ min=2 max=20";
    private const string NameShape = @"str /[A-Za-z][A-Za-z0-9\-_]+/ min=2 max=64";

    private static readonly string[] s_actions = ["ACCEPT", "DROP", "REJECT"];
    private static readonly HashSet<string> s_numeric = ["enable", "dhcp", "macfilter", "ipfilter", "ndp", "radv"];
    private static readonly HashSet<string> s_control = ["node", "vmid", "pos", "digest", "delete", "moveto"];

    public static IEnumerable<Route> All()
    {
        var mayRead = Route.Needs("/vms/{vmid}", "VM.Audit");
        var mayChange = Route.Needs("/vms/{vmid}", "VM.Config.Network");
        yield return Route.Of("GET", Path + "/options", mayRead, Options);
        yield return Route.Of("PUT", Path + "/options", mayChange, SetOptions, """
            delete str configid-list
            digest str max=64
            dhcp bool
            enable bool
            ipfilter bool
            log_level_in enum emerg alert crit err warning notice info debug nolog
            log_level_out enum emerg alert crit err warning notice info debug nolog
            macfilter bool
            ndp bool
            policy_in enum ACCEPT REJECT DROP
            policy_out enum ACCEPT REJECT DROP
            radv bool
            """) with { Protected = true };
        yield return Route.Of("GET", Path + "/rules", mayRead, Rules);
        yield return Route.Of("POST", Path + "/rules", mayChange, AddRule, $"{RuleParameters}\ntype! enum in out forward group\naction! {ActionShape}\npos int 0..") with { Protected = true };
        yield return Route.Of("GET", Path + "/rules/{pos}", mayRead, c => ShowRule(File(c), Position(c)));
        yield return Route.Of("PUT", Path + "/rules/{pos}", mayChange, ChangeRule, $"{RuleParameters}\ntype enum in out forward group\naction {ActionShape}\nmoveto int 0..\ndelete str configid-list") with { Protected = true };
        yield return Route.Of("DELETE", Path + "/rules/{pos}", mayChange, DeleteRule, "digest str max=64") with { Protected = true };
        yield return Route.Of("GET", Path + "/ipset", mayRead, IpSets);
        yield return Route.Of("POST", Path + "/ipset", mayChange, CreateIpSet, $"name! {NameShape}\nrename {NameShape}\ncomment str\ndigest str max=64") with { Protected = true };
        yield return Route.Of("GET", Path + "/ipset/{name}", mayRead, c => new JArray(Set(c).Values.Select(e => ShowEntry(c, e))), $"name! {NameShape}");
        yield return Route.Of("DELETE", Path + "/ipset/{name}", mayChange, DeleteIpSet, $"name! {NameShape}\nforce bool") with { Protected = true };
        yield return Route.Of("POST", Path + "/ipset/{name}", mayChange, AddEntry, $"name! {NameShape}\ncidr! str fw-address\ncomment str\nnomatch bool") with { Protected = true };
        yield return Route.Of("GET", Path + "/ipset/{name}/{cidr*}", mayRead, c => ShowEntry(c, Entry(c)), $"name! {NameShape}") with { Protected = true };
        yield return Route.Of("PUT", Path + "/ipset/{name}/{cidr*}", mayChange, ChangeEntry, $"name! {NameShape}\ncomment str\nnomatch bool\ndigest str max=64") with { Protected = true };
        yield return Route.Of("DELETE", Path + "/ipset/{name}/{cidr*}", mayChange, DeleteEntry, $"name! {NameShape}\ndigest str max=64") with { Protected = true };
    }

    private static Firewall File(Call call) => call.Cluster.Firewalls.GetValueOrDefault(call.Vmid) ?? new Firewall();

    private static Firewall FileToChange(Call call)
    {
        if (call.Cluster.Firewalls.TryGetValue(call.Vmid, out var file)) return file;
        return call.Cluster.Firewalls[call.Vmid] = new Firewall();
    }

    private static void DemandDigest(Call call, string digest)
    {
        if (call.Text("digest") is { } given && given != digest)
            throw ApiError.Failure("detected modified configuration - file changed by other user? Try again.");
    }

    private static JToken Options(Call call)
    {
        var file = File(call);
        var options = new JObject(file.Options.Select(o => new JProperty(o.Key, Number(o.Key, o.Value))));
        options["digest"] = file.OptionsDigest;
        return options;
    }

    private static JToken? SetOptions(Call call)
    {
        var file = FileToChange(call);
        DemandDigest(call, file.OptionsDigest);
        foreach (var option in Formats.Words(call.Text("delete") ?? string.Empty)) file.Options.Remove(option);
        foreach (var (option, value) in call.Parameters)
            if (!s_control.Contains(option)) file.Options[option] = value;
        return null;
    }

    private static JToken Number(string key, string value) =>
        s_numeric.Contains(key) ? int.Parse(value, CultureInfo.InvariantCulture) : value;

    private static JToken Rules(Call call)
    {
        var file = File(call);
        return new JArray(Enumerable.Range(0, file.Rules.Count).Select(i => ShowRule(file, i)));
    }

    private static JObject ShowRule(Firewall file, int position)
    {
        var rule = file.Rules[position];
        var shown = new JObject(rule.Select(r => new JProperty(r.Key, Number(r.Key, r.Value)))) { ["pos"] = position, ["digest"] = file.RulesDigest };
        if ((FirewallFormats.IpVersion(rule.GetValueOrDefault("source")) ?? FirewallFormats.IpVersion(rule.GetValueOrDefault("dest"))) is { } version) shown["ipversion"] = version;
        return shown;
    }

    private static int Position(Call call)
    {
        var position = call.Int("pos")!.Value;
        return position < File(call).Rules.Count ? position : throw ApiError.Failure($"no rule at position {position}");
    }

    private static JToken? AddRule(Call call)
    {
        var file = FileToChange(call);
        DemandDigest(call, file.RulesDigest);
        var rule = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["enable"] = "0" };
        foreach (var (key, value) in call.Parameters)
            if (!s_control.Contains(key)) rule[key] = value;
        DemandRule(rule);
        // A position counts only below the end of the list; anything else, and nothing, means the top.
        var position = call.Int("pos") is { } wanted && wanted < file.Rules.Count ? wanted : 0;
        file.Rules.Insert(position, rule);
        return null;
    }

    private static JToken? ChangeRule(Call call)
    {
        var position = Position(call);
        var file = FileToChange(call);
        DemandDigest(call, file.RulesDigest);
        var rule = file.Rules[position];
        if (call.Int("moveto") is { } target)
        {
            file.Rules.Insert(Math.Min(target, file.Rules.Count), rule);
            file.Rules.RemoveAt(target <= position ? position + 1 : position);
            return null;
        }
        var changed = new SortedDictionary<string, string>(rule, StringComparer.Ordinal);
        foreach (var key in Formats.Words(call.Text("delete") ?? string.Empty)) changed.Remove(key);
        foreach (var (key, value) in call.Parameters)
            if (!s_control.Contains(key)) changed[key] = value;
        DemandRule(changed);
        file.Rules[position] = changed;
        return null;
    }

    private static JToken? DeleteRule(Call call)
    {
        var position = Position(call);
        var file = FileToChange(call);
        DemandDigest(call, file.RulesDigest);
        file.Rules.RemoveAt(position);
        return null;
    }

    private static void DemandRule(SortedDictionary<string, string> rule)
    {
        var errors = new Dictionary<string, string>();
        if (rule["type"] != "group" && !s_actions.Contains(rule["action"])) errors["action"] = $"unknown action '{rule["action"]}'";
        if (rule.TryGetValue("macro", out var macro) && !FirewallFormats.IsMacro(macro)) errors["macro"] = $"unknown macro '{macro}'";
        foreach (var port in new[] { "dport", "sport" })
            if (rule.ContainsKey(port) && !rule.ContainsKey("proto")) errors["proto"] = $"missing property - '{port}' requires this property";
        if (errors.Count > 0) throw ApiError.Parameters(errors);
    }

    private static JToken IpSets(Call call)
    {
        var file = File(call);
        return new JArray(file.IpSets.Keys.Select(name =>
        {
            var entry = new JObject { ["name"] = name, ["digest"] = file.IpSetListDigest };
            if (file.IpSetComments.TryGetValue(name, out var comment)) entry["comment"] = comment;
            return entry;
        }));
    }

    private static JToken? CreateIpSet(Call call)
    {
        var file = FileToChange(call);
        DemandDigest(call, file.IpSetListDigest);
        var name = call.Required("name");
        if (call.Text("rename") is { } former)
        {
            if (!file.IpSets.Remove(former, out var renamed)) throw ApiError.Failure($"no such IPSet '{former}'");
            file.IpSets[name] = renamed;
        }
        else if (!file.IpSets.TryAdd(name, new(StringComparer.Ordinal)))
            throw ApiError.Parameter("name", $"IPSet '{name}' already exists");
        if (call.Text("comment") is { } comment) file.IpSetComments[name] = comment;
        return null;
    }

    private static JToken? DeleteIpSet(Call call)
    {
        var set = Set(call);
        if (set.Count > 0 && !call.Flag("force")) throw ApiError.Failure($"IPSet '{call.Required("name")}' is not empty");
        FileToChange(call).IpSets.Remove(call.Required("name"));
        FileToChange(call).IpSetComments.Remove(call.Required("name"));
        return null;
    }

    private static SortedDictionary<string, IpSetEntry> Set(Call call) =>
        File(call).IpSets.GetValueOrDefault(call.Required("name")) ?? throw ApiError.Failure($"no such IPSet '{call.Required("name")}'");

    private static JObject ShowEntry(Call call, IpSetEntry entry)
    {
        var shown = new JObject { ["cidr"] = entry.Cidr, ["digest"] = File(call).IpSetDigest(call.Required("name")) };
        if (entry.Comment is { } comment) shown["comment"] = comment;
        if (entry.NoMatch) shown["nomatch"] = 1;
        return shown;
    }

    private static IpSetEntry Entry(Call call) =>
        Set(call).GetValueOrDefault(FirewallFormats.Mask(call.Required("cidr")))
        ?? throw ApiError.Parameter("cidr", "no such IP/Network");

    private static JToken? AddEntry(Call call)
    {
        var cidr = FirewallFormats.Mask(call.Required("cidr"));
        if (!Set(call).TryAdd(cidr, new IpSetEntry(cidr, call.Text("comment"), call.Flag("nomatch"))))
            throw ApiError.Parameter("cidr", $"address '{cidr}' already exists");
        return null;
    }

    private static JToken? ChangeEntry(Call call)
    {
        var entry = Entry(call);
        DemandDigest(call, File(call).IpSetDigest(call.Required("name")));
        Set(call)[entry.Cidr] = entry with { Comment = call.Text("comment") ?? entry.Comment, NoMatch = call.Flag("nomatch") };
        return null;
    }

    private static JToken? DeleteEntry(Call call)
    {
        DemandDigest(call, File(call).IpSetDigest(call.Required("name")));
        Set(call).Remove(FirewallFormats.Mask(call.Required("cidr")));
        return null;
    }
}
