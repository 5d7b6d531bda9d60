using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>The nodes and what they offer.</summary>
internal static class NodeRoutes
{
    private const string Kernel = "6.17.2-1-pve";

    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", "/nodes", null, List);
        yield return Route.Of("GET", "/nodes/{node}/status", Route.Needs("/nodes/{node}", "Sys.Audit"), Status);
        yield return Route.Of("GET", "/nodes/{node}/network", null, Network, "type str");
        yield return Route.Of("GET", "/storage", null, Definitions, "type str");
        yield return Route.Of("GET", "/nodes/{node}/storage", null, Storages, """
            content str
            enabled bool
            format bool
            storage str storage-id
            target str node
            """) with { Protected = true };
        yield return Route.Of("GET", "/nodes/{node}/storage/{storage}/status", Route.Needs("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace"), call =>
        {
            var entry = StorageEntry(call.Cluster.Storage(call.Node, call.Required("storage")));
            entry.Remove("storage");
            entry.Remove("used_fraction");
            return entry;
        }) with { Protected = true };
    }

    /// <summary>A node in a list; its figures only for those who may see them, and as old as the last round.</summary>
    public static JObject Entry(Call call, Node node)
    {
        var entry = new JObject
        {
            ["id"] = $"node/{node.Name}",
            ["node"] = node.Name,
            ["type"] = "node",
            ["status"] = node.Online ? "online" : "offline",
        };
        if (!node.Online || call.Cluster.Figures.Node(node.Name) is not { } figures || !call.May($"/nodes/{node.Name}", "Sys.Audit")) return entry;
        entry["level"] = string.Empty;
        entry["cpu"] = 0.02;
        entry["maxcpu"] = node.Definition.Cpus;
        entry["mem"] = figures.UsedMemory;
        entry["maxmem"] = node.Definition.MemoryBytes;
        entry["disk"] = 20L << 30;
        entry["maxdisk"] = 100L << 30;
        entry["uptime"] = 86400 + (long)call.Now.TotalSeconds;
        return entry;
    }

    private static JToken List(Call call) => new JArray(call.Cluster.Nodes.Values.Select(n =>
    {
        var entry = Entry(call, n);
        entry["ssl_fingerprint"] = n.Online ? string.Join(':', Enumerable.Repeat("0A", 32)) : null;
        return entry;
    }));

    private static JToken Status(Call call)
    {
        var node = call.Cluster.Nodes[call.Node].Definition;
        var used = node.MemoryBytes / 16 + call.Cluster.Vms.Values.Where(v => v.Node == node.Name && v.Running).Sum(v => v.Config.MemoryBytes / 2);
        return new JObject
        {
            ["pveversion"] = $"pve-manager/{call.Cluster.Scenario.Version}",
            ["kversion"] = $"Linux {Kernel} #1 SMP PREEMPT_DYNAMIC",
            ["uptime"] = 86400 + (long)call.Now.TotalSeconds,
            ["cpu"] = 0.02,
            ["idle"] = 0,
            ["wait"] = 0.001,
            ["loadavg"] = new JArray("0.10", "0.10", "0.10"),
            ["memory"] = new JObject { ["total"] = node.MemoryBytes, ["used"] = used, ["free"] = node.MemoryBytes - used, ["available"] = node.MemoryBytes - used },
            ["swap"] = new JObject { ["total"] = 0, ["used"] = 0, ["free"] = 0 },
            ["rootfs"] = new JObject { ["total"] = 100L << 30, ["used"] = 20L << 30, ["free"] = 80L << 30, ["avail"] = 75L << 30 },
            ["ksm"] = new JObject { ["shared"] = 0 },
            ["boot-info"] = new JObject { ["mode"] = "legacy-bios" },
            ["current-kernel"] = new JObject { ["sysname"] = "Linux", ["release"] = Kernel, ["version"] = "#1 SMP PREEMPT_DYNAMIC", ["machine"] = "x86_64" },
            ["cpuinfo"] = new JObject
            {
                ["cpus"] = node.Cpus,
                ["cores"] = node.Cpus,
                ["sockets"] = 1,
                ["model"] = "Simulated CPU",
                ["vendor"] = "Simulated",
                ["mhz"] = "2600.000",
                ["hvm"] = "1",
                ["user_hz"] = 100,
                ["family"] = "1",
                ["flags"] = "fpu tsc msr",
            },
        };
    }

    private static JToken Network(Call call) => new JArray(call.Cluster.Nodes[call.Node].Definition.Bridges.Select((bridge, i) => new JObject
    {
        ["iface"] = bridge,
        ["type"] = "bridge",
        ["active"] = 1,
        ["autostart"] = 1,
        ["bridge_ports"] = $"eno{i + 1}",
        ["method"] = "manual",
        ["method6"] = "manual",
        ["families"] = new JArray("inet"),
        ["priority"] = i + 3,
    }));

    private static bool MaySee(Call call, string storage) =>
        call.May($"/storage/{storage}", "Datastore.Audit") || call.May($"/storage/{storage}", "Datastore.AllocateSpace");

    private static JToken Definitions(Call call) => new JArray(call.Cluster.Scenario.Storages
        .Where(s => MaySee(call, s.Id) && (call.Text("type") ?? s.Type) == s.Type)
        .Select(s =>
        {
            var entry = new JObject { ["storage"] = s.Id, ["type"] = s.Type, ["content"] = s.Content, ["digest"] = Convert.ToHexStringLower(VmConfig.Sha1(s.Id)) };
            if (s.Path.Length > 0) entry["path"] = s.Path;
            if (s.Shared) entry["shared"] = 1;
            if (s.Nodes.Count > 0) entry["nodes"] = string.Join(',', s.Nodes);
            return entry;
        }));

    private static JToken Storages(Call call)
    {
        var wanted = Formats.Words(call.Text("content") ?? string.Empty);
        return new JArray(call.Cluster.StoragesOf(call.Node)
            .Where(s => MaySee(call, s.Id)
                && (call.Text("storage") ?? s.Id) == s.Id
                && (wanted.Length == 0 || wanted.Any(s.Holds))
                && (call.Text("target") is not { } target || call.Cluster.FindStorage(target, s.Id) is not null))
            .Select(StorageEntry));
    }

    private static JObject StorageEntry(Storage storage) => new()
    {
        ["storage"] = storage.Id,
        ["type"] = storage.Definition.Type,
        ["content"] = storage.Definition.Content,
        ["shared"] = storage.Shared ? 1 : 0,
        ["active"] = 1,
        ["enabled"] = 1,
        ["total"] = storage.Definition.TotalBytes,
        ["used"] = storage.Used,
        ["avail"] = storage.Available,
        ["used_fraction"] = (double)storage.Used / storage.Definition.TotalBytes,
    };
}
