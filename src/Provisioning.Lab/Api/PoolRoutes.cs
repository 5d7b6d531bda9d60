using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Resource pools.</summary>
internal static class PoolRoutes
{
    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", "/pools", null, List, "poolid str poolid\ntype enum qemu lxc storage");
        yield return Route.Of("POST", "/pools", Route.Needs("/pool/{poolid}", "Pool.Allocate"), Create, "poolid! str poolid\ncomment str") with { Protected = true };
        yield return Route.Of("GET", "/pools/{poolid}", Route.Needs("/pool/{poolid}", "Pool.Audit"), Show, "type enum qemu lxc storage");
    }

    /// <summary>Refuses a pool that does not exist the way rights are refused.</summary>
    public static void DemandPool(Call call)
    {
        if (call.Text("pool") is { } pool && !call.Cluster.Scenario.Pools.Contains(pool))
            throw ApiError.Forbidden($"pool '{pool}' does not exist");
    }

    private static JToken List(Call call) => new JArray(call.Cluster.Scenario.Pools
        .Where(p => (call.Text("poolid") ?? p) == p && call.May($"/pool/{p}", "Pool.Audit"))
        .Select(p => new JObject { ["poolid"] = p }));

    private static JToken? Create(Call call)
    {
        var pool = call.Required("poolid");
        if (call.Cluster.Scenario.Pools.Contains(pool)) throw ApiError.Failure($"create pool failed: pool '{pool}' already exists");
        call.Cluster.Scenario.Pools.Add(pool);
        return null;
    }

    private static JToken Show(Call call)
    {
        var pool = call.Required("poolid");
        if (!call.Cluster.Scenario.Pools.Contains(pool)) throw ApiError.Failure($"pool '{pool}' does not exist");
        return new JObject { ["members"] = new JArray(call.Cluster.Vms.Values.Where(v => v.Pool == pool).Select(v => GuestShape.Resource(call.Cluster, v))) };
    }
}
