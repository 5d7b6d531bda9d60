using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>The guest agent: it answers when the guest has one and has booted.</summary>
internal static class AgentRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}/agent/";

    public static IEnumerable<Route> All()
    {
        yield return Reading("info", _ => new JObject { ["version"] = "7.2.0", ["supported_commands"] = new JArray() });
        yield return Reading("get-host-name", c => new JObject { ["host-name"] = HostName(c.Vm) });
        yield return Reading("get-osinfo", _ => new JObject { ["id"] = "debian", ["name"] = "Debian GNU/Linux", ["version-id"] = "12", ["machine"] = "x86_64", ["pretty-name"] = "Debian GNU/Linux 12 (bookworm)" });
        yield return Reading("get-time", c => c.Cluster.Epoch * 1_000_000_000);
        yield return Reading("get-users", _ => new JArray());
        yield return Reading("get-fsinfo", _ => new JArray(new JObject { ["name"] = "sda1", ["mountpoint"] = "/", ["type"] = "ext4" }));
        yield return Reading("network-get-interfaces", c => Interfaces(c.Vm));
        yield return Commanding("ping", _ => new JObject());
        yield return Commanding("fstrim", _ => new JObject());
        yield return Commanding("fsfreeze-status", _ => "thawed");
        yield return Commanding("fsfreeze-freeze", _ => 1);
        yield return Commanding("fsfreeze-thaw", _ => 1);
        yield return Commanding("exec", Execute, "command! str\ninput-data str max=65536", bare: true);
        yield return Route.Waiting("POST", Path + "set-user-password", Route.Needs("/vms/{vmid}", "VM.GuestAgent.Unrestricted"), c => Ask(c, SetPassword, bare: false),
            "username! str\npassword! str min=5 max=1024\ncrypted bool");
        yield return Reading("exec-status", c => new JObject { ["exited"] = 1, ["exitcode"] = 0, ["out-data"] = string.Empty }, "pid! int", bare: true);
    }

    private static Route Reading(string name, Func<Call, JToken> answer, string parameters = "", bool bare = false) =>
        Route.Waiting("GET", Path + name, Route.Needs("/vms/{vmid}", "VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"), c => Ask(c, answer, bare), parameters);

    private static Route Commanding(string name, Func<Call, JToken> answer, string parameters = "", bool bare = false) =>
        Route.Waiting("POST", Path + name, Route.Needs("/vms/{vmid}", "VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"), c => Ask(c, answer, bare), parameters);

    private static IEnumerable<Step> Ask(Call call, Func<Call, JToken> answer, bool bare)
    {
        var vm = call.Vm;
        if (!vm.AgentConfigured) throw ApiError.Failure("No QEMU guest agent configured");
        if (!vm.Running) throw ApiError.Failure($"VM {vm.Vmid} is not running");
        if (!vm.AgentAnswers(call.Now))
        {
            yield return Step.Seconds(call.Cluster.Durations.AgentTimeout);
            throw ApiError.Failure("QEMU guest agent is not running");
        }
        call.Data = bare ? answer(call) : new JObject { ["result"] = answer(call) };
    }

    private static JObject SetPassword(Call call)
    {
        call.Vm.GuestPasswords[call.Text("username")!] = Convert.ToHexStringLower(VmConfig.Sha1(call.Text("password")!));
        return new JObject();
    }

    private static JToken Execute(Call call) => new JObject { ["pid"] = call.Cluster.NextPid() };

    private static string HostName(Vm vm) => vm.Config["name"] ?? $"VM{vm.Vmid}";

    /// <summary>The interfaces as cloud-init set them up; an address from DHCP follows from the VMID.</summary>
    private static JArray Interfaces(Vm vm)
    {
        var list = new JArray(Interface("lo", "00:00:00:00:00:00", "127.0.0.1/8"));
        foreach (var (option, value) in vm.Config.Values.Where(v => VmOptions.IsNet(v.Key)))
        {
            var number = option[3..];
            var ip = vm.Config[$"ipconfig{number}"] is { } text ? PropertyString.Parse(text, "ipconfig").GetValueOrDefault("ip") : null;
            var address = ip is null or "dhcp" ? string.Create(CultureInfo.InvariantCulture, $"198.51.{vm.Vmid / 250 % 250}.{vm.Vmid % 250 + 2}/16") : ip;
            list.Add(Interface($"eth{number}", PropertyString.Parse(value, "net").GetValueOrDefault("macaddr", string.Empty).ToLowerInvariant(), address));
        }
        return list;
    }

    private static JObject Interface(string name, string mac, string address)
    {
        var parts = address.Split('/');
        return new JObject
        {
            ["name"] = name,
            ["hardware-address"] = mac,
            ["ip-addresses"] = new JArray(new JObject
            {
                ["ip-address"] = parts[0],
                ["ip-address-type"] = parts[0].Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4",
                ["prefix"] = int.Parse(parts[1], CultureInfo.InvariantCulture),
            }),
        };
    }
}
