using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>What concerns the cluster as a whole.</summary>
internal static class ClusterRoutes
{
    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", "/cluster/nextid", null, NextId, "vmid int 100..999999999");
        yield return Route.Of("GET", "/cluster/resources", null, Resources, "type enum vm storage node sdn");
        yield return Route.Of("GET", "/cluster/tasks", null, TaskRoutes.OfCluster);
        yield return Route.Of("GET", "/cluster/status", Route.Needs("/", "Sys.Audit"), Status) with { Protected = true };
        yield return Route.Of("GET", "/cluster/ha/resources", Route.Needs("/", "Sys.Audit"), HaResources, "type enum ct vm") with { Protected = true };
        yield return Route.Of("GET", "/cluster/options", Route.Needs("/", "Sys.Audit"), Options);
        yield return Route.Of("GET", "/cluster/firewall/options", Route.Needs("/", "Sys.Audit"), FirewallOptions);
        yield return Route.Of("PUT", "/cluster/firewall/options", Route.Needs("/", "Sys.Modify"), SetFirewallOptions, """
            delete str configid-list
            digest str max=64
            ebtables bool
            enable int 0..
            log_ratelimit str
            policy_forward enum ACCEPT DROP
            policy_in enum ACCEPT REJECT DROP
            policy_out enum ACCEPT REJECT DROP
            """) with { Protected = true };
    }

    private static JToken NextId(Call call)
    {
        var scenario = call.Cluster.Scenario;
        if (call.Int("vmid") is { } wanted)
            return call.Cluster.Vms.ContainsKey(wanted)
                ? throw ApiError.Parameter("vmid", $"VM {wanted} already exists")
                : wanted.ToString(CultureInfo.InvariantCulture);
        for (var id = scenario.NextIdLower; id < scenario.NextIdUpper; id++)
            if (!call.Cluster.Vms.ContainsKey(id)) return id.ToString(CultureInfo.InvariantCulture);
        throw ApiError.Failure($"unable to get any free VMID in range [{scenario.NextIdLower}, {scenario.NextIdUpper - 1}]");
    }

    private static JToken Resources(Call call)
    {
        var type = call.Text("type");
        var list = new JArray();
        if (type is null)
            foreach (var pool in call.Cluster.Scenario.Pools.Where(p => call.May($"/pool/{p}", "Pool.Audit")))
                list.Add(new JObject { ["id"] = $"/pool/{pool}", ["pool"] = pool, ["type"] = "pool" });
        if (type is null or "vm")
            foreach (var vm in call.Cluster.Vms.Values.Where(v => call.May($"/vms/{v.Vmid}", "VM.Audit")))
                list.Add(GuestShape.Resource(call.Cluster, vm));
        if (type is null or "node")
            foreach (var node in call.Cluster.Nodes.Values) list.Add(NodeRoutes.Entry(call, node));
        if (type is null or "storage")
            foreach (var node in call.Cluster.Nodes.Values)
                foreach (var storage in call.Cluster.StoragesOf(node.Name).Where(s => call.May($"/storage/{s.Id}", "Datastore.Audit")))
                    list.Add(StorageResource(node, storage));
        return list;
    }

    private static JObject StorageResource(Node node, Storage storage) => new()
    {
        ["id"] = $"storage/{node.Name}/{storage.Id}",
        ["node"] = node.Name,
        ["storage"] = storage.Id,
        ["type"] = "storage",
        ["plugintype"] = storage.Definition.Type,
        ["content"] = storage.Definition.Content,
        ["shared"] = storage.Shared ? 1 : 0,
        ["status"] = node.Online ? "available" : "unknown",
        ["disk"] = storage.Used,
        ["maxdisk"] = storage.Definition.TotalBytes,
    };

    private static JToken Status(Call call)
    {
        var scenario = call.Cluster.Scenario;
        var list = new JArray
        {
            new JObject
            {
                ["id"] = "cluster",
                ["type"] = "cluster",
                ["name"] = scenario.ClusterName,
                ["nodes"] = scenario.Nodes.Count,
                ["quorate"] = scenario.Quorate ? 1 : 0,
                ["version"] = scenario.Nodes.Count,
            },
        };
        var number = 0;
        foreach (var node in call.Cluster.Nodes.Values)
            list.Add(new JObject
            {
                ["id"] = $"node/{node.Name}",
                ["type"] = "node",
                ["name"] = node.Name,
                ["nodeid"] = ++number,
                ["ip"] = node.Definition.Address,
                ["online"] = node.Online ? 1 : 0,
                ["local"] = node.Name == call.Request.Endpoint ? 1 : 0,
                ["level"] = string.Empty,
            });
        return list;
    }

    private static JToken HaResources(Call call) => new JArray(call.Cluster.Vms.Values.Where(v => v.HaManaged).Select(v => new JObject
    {
        ["sid"] = $"vm:{v.Vmid}",
        ["type"] = "vm",
        ["state"] = v.Running ? "started" : "stopped",
        ["digest"] = Convert.ToHexStringLower(VmConfig.Sha1($"vm:{v.Vmid}")),
    }));

    private static JToken Options(Call call) => new JObject
    {
        ["keyboard"] = "en-us",
        ["mac_prefix"] = call.Cluster.Scenario.MacPrefix,
        ["next-id"] = new JObject
        {
            ["lower"] = call.Cluster.Scenario.NextIdLower.ToString(CultureInfo.InvariantCulture),
            ["upper"] = call.Cluster.Scenario.NextIdUpper.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static JToken FirewallOptions(Call call)
    {
        var options = new JObject { ["digest"] = Convert.ToHexStringLower(VmConfig.Sha1(string.Join('\n', call.Cluster.FirewallOptions))) };
        if (call.Cluster.Scenario.ClusterFirewall) options["enable"] = 1;
        foreach (var (name, value) in call.Cluster.FirewallOptions)
            options[name] = name is "enable" or "ebtables" ? int.Parse(value, CultureInfo.InvariantCulture) : value;
        return options;
    }

    private static JToken? SetFirewallOptions(Call call)
    {
        foreach (var name in Formats.Words(call.Text("delete") ?? string.Empty)) call.Cluster.FirewallOptions.Remove(name);
        foreach (var (name, value) in call.Parameters)
            if (name is not ("delete" or "digest")) call.Cluster.FirewallOptions[name] = value;
        return null;
    }
}
