using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>The cloud-init drive and what it holds.</summary>
internal static class CloudInitRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}/cloudinit";

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    private static readonly string[] s_shown = ["cicustom", "cipassword", "citype", "ciuser", "ciupgrade", "nameserver", "searchdomain", "sshkeys"];

    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", Path, Route.Needs("/vms/{vmid}", "VM.Audit"), Show);
        yield return Route.Waiting("PUT", Path, Route.Needs("/vms/{vmid}", "VM.Config.Cloudinit"), Regenerate);
        yield return Route.Of("GET", Path + "/dump", Route.Needs("/vms/{vmid}", "VM.Audit"), Dump, "type! enum user network meta");
    }

    private static JToken Show(Call call)
    {
        var config = call.Vm.Config;
        return new JArray(s_shown.Where(o => config[o] is not null).Select(o => new JObject { ["key"] = o, ["value"] = VmConfig.ToJson(o, config[o]!) }));
    }

    private static IEnumerable<Step> Regenerate(Call call)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm = call.Vm;
        vm.DemandUnlocked();
        yield return Step.Seconds(call.Cluster.Durations.CloudInit);
    }

    private static JToken Dump(Call call)
    {
        var config = call.Vm.Config;
        return call.Required("type") switch
        {
            "user" => User(config),
            "network" => Network(config),
            _ => $"instance-id: {Convert.ToHexStringLower(VmConfig.Sha1(User(config) + Network(config)))}\n",
        };
    }

    private static string User(VmConfig config)
    {
        var name = config["name"] ?? "vm";
        var text = new StringBuilder("#cloud-config\n").Append("hostname: ").Append(name).Append("\nmanage_etc_hosts: true\n");
        if (config["searchdomain"] is { } domain) text.Append("fqdn: ").Append(name).Append('.').Append(domain).Append('\n');
        if (config["ciuser"] is { } user) text.Append("user: ").Append(user).Append('\n');
        if (config["cipassword"] is { } password) text.Append("password: ").Append(password).Append('\n');
        if (config["sshkeys"] is { } keys)
        {
            text.Append("ssh_authorized_keys:\n");
            foreach (var key in Uri.UnescapeDataString(keys).Split('\n', StringSplitOptions.RemoveEmptyEntries)) text.Append("  - ").Append(key).Append('\n');
        }
        return text.Append("chpasswd:\n  expire: False\nusers:\n  - default\n").Append(config["ciupgrade"] == "0" ? string.Empty : "package_upgrade: true\n").ToString();
    }

    private static string Network(VmConfig config)
    {
        var text = new StringBuilder("version: 1\nconfig:\n");
        foreach (var (option, value) in config.Values.Where(v => VmOptions.IsNet(v.Key)))
        {
            var mac = PropertyString.Parse(value, "net").GetValueOrDefault("macaddr", string.Empty).ToLowerInvariant();
            text.Append("    - type: physical\n      name: eth").Append(option.AsSpan(3)).Append("\n      mac_address: '").Append(mac).Append("'\n      subnets:\n");
            var ip = PropertyString.Parse(config[$"ipconfig{option[3..]}"] ?? "ip=dhcp", "ipconfig");
            AppendSubnet(text, ip.GetValueOrDefault("ip"), ip.GetValueOrDefault("gw"), string.Empty);
            AppendSubnet(text, ip.GetValueOrDefault("ip6"), ip.GetValueOrDefault("gw6"), "6");
        }
        if (config["nameserver"] is null && config["searchdomain"] is null) return text.ToString();
        text.Append("    - type: nameserver\n");
        AppendList(text, "address", config["nameserver"]);
        AppendList(text, "search", config["searchdomain"]);
        return text.ToString();
    }

    private static void AppendSubnet(StringBuilder text, string? address, string? gateway, string family)
    {
        if (address is null) return;
        if (address is "dhcp" or "auto")
        {
            text.Append("      - type: ").Append(address == "auto" ? "ipv6_slaac" : "dhcp" + (family.Length == 0 ? "4" : family)).Append('\n');
            return;
        }
        var parts = address.Split('/');
        text.Append("      - type: static").Append(family).Append("\n        address: '").Append(family.Length == 0 ? parts[0] : address).Append("'\n");
        if (family.Length == 0) text.Append("        netmask: '").Append(NetMask(int.Parse(parts[1], CultureInfo.InvariantCulture))).Append("'\n");
        if (gateway is not null) text.Append("        gateway: '").Append(gateway).Append("'\n");
    }

    private static void AppendList(StringBuilder text, string name, string? words)
    {
        if (words is null) return;
        text.Append("      ").Append(name).Append(":\n");
        foreach (var word in Formats.Words(words)) text.Append("      - '").Append(word).Append("'\n");
    }

    private static string NetMask(int bits)
    {
        var mask = bits == 0 ? 0u : uint.MaxValue << (32 - bits);
        return string.Join('.', Enumerable.Range(0, 4).Select(i => (mask >> (24 - 8 * i) & 255).ToString(CultureInfo.InvariantCulture)));
    }
}
