using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Looking at tasks and stopping them.</summary>
internal static class TaskRoutes
{
    private const int PerNode = 25;

    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", "/nodes/{node}/tasks", null, OfNode, """
            errors bool
            limit int 0..
            start int 0..
            since int
            until int
            source enum archive active all
            statusfilter str
            typefilter str
            userfilter str
            vmid int 100..999999999
            """);
        yield return Route.Of("GET", "/nodes/{node}/tasks/{upid}/status", null, Status) with { Protected = true };
        yield return Route.Of("GET", "/nodes/{node}/tasks/{upid}/log", null, Log, "start int 0..\nlimit int 0..\ndownload bool") with { Protected = true };
        yield return Route.Of("DELETE", "/nodes/{node}/tasks/{upid}", null, Stop) with { Protected = true };
    }

    /// <summary>The newest tasks of every node, running ones first.</summary>
    public static JToken OfCluster(Call call)
    {
        var list = new JArray();
        foreach (var node in call.Cluster.Nodes.Values.Where(n => n.Online))
        {
            var newest = true;
            foreach (var task in Visible(call, node.Name).OrderByDescending(t => t.IsRunning).Take(PerNode))
            {
                var entry = Describe(task);
                // The task that ended last comes from another file than the rest, and its mark is a number.
                if (!task.IsRunning) entry["saved"] = newest ? 1 : (JToken)"1";
                newest &= task.IsRunning;
                if (!task.IsRunning)
                {
                    entry.Remove("pid");
                    entry.Remove("pstart");
                }
                list.Add(entry);
            }
        }
        return list;
    }

    private static JToken OfNode(Call call)
    {
        var source = call.Text("source") ?? "archive";
        var types = Formats.Words(call.Text("typefilter") ?? string.Empty);
        var states = Formats.Words(call.Text("statusfilter") ?? string.Empty);
        var found = Visible(call, call.Node).Where(t =>
            (source == "all" || t.IsRunning == (source == "active"))
            && (call.Text("vmid") is not { } vmid || t.Id == vmid)
            && (!call.Flag("errors") || !t.IsRunning && !Succeeded(t))
            && (types.Length == 0 || types.Contains(t.Type))
            && (states.Length == 0 || states.Contains(State(t)))
            && t.Owner.Contains(call.Text("userfilter") ?? string.Empty, StringComparison.OrdinalIgnoreCase)
            && (!long.TryParse(call.Text("since"), out var since) || t.StartTime >= since)
            && (!long.TryParse(call.Text("until"), out var until) || t.StartTime <= until)).ToList();
        call.Total = found.Count;
        return new JArray(found.Skip(call.Int("start") ?? 0).Take(call.Int("limit") ?? 50).Select(Describe));
    }

    private static JToken Status(Call call)
    {
        var task = Find(call);
        var entry = Named(task);
        entry["status"] = task.IsRunning ? "running" : "stopped";
        if (task.ExitStatus is { } exit) entry["exitstatus"] = exit;
        return entry;
    }

    private static JToken Log(Call call)
    {
        var task = Find(call);
        call.Total = task.Log.Count;
        var limit = call.Int("limit") ?? 50;
        return new JArray(task.Log.Select((text, i) => new JObject { ["n"] = i + 1, ["t"] = text })
            .Skip(call.Int("start") ?? 0).Take(limit == 0 ? int.MaxValue : limit));
    }

    private static JToken? Stop(Call call)
    {
        var task = Find(call, "Sys.Modify");
        if (task.IsRunning) task.Process!.Fail(ApiError.Failure("interrupted by signal"));
        return null;
    }

    private static WorkerTask Find(Call call, string privilege = "Sys.Audit")
    {
        var upid = call.Required("upid");
        if (upid.Split(':') is not ["UPID", _, { Length: 8 }, { Length: 8 }, { Length: 8 }, _, _, _, ""])
            throw ApiError.Parameter("upid", "unable to parse worker upid");
        var task = call.Cluster.Tasks.Find(upid);
        if (task is null || task.Node != call.Node) throw ApiError.Parameter("upid", "no such task");
        if (!IsOwn(call, task)) call.Demand($"/nodes/{task.Node}", privilege);
        return task;
    }

    private static IEnumerable<WorkerTask> Visible(Call call, string node)
    {
        var all = call.May($"/nodes/{node}", "Sys.Audit");
        return call.Cluster.Tasks.All.Where(t => t.Node == node && (all || IsOwn(call, t))).Reverse();
    }

    private static bool IsOwn(Call call, WorkerTask task) =>
        call.Caller.TokenId is null ? task.User == call.Caller.User : task.Owner == call.Caller.Owner;

    private static bool Succeeded(WorkerTask task) => State(task) is "ok" or "warning";

    private static string State(WorkerTask task) => task.ExitStatus switch
    {
        null => "unknown",
        "OK" => "ok",
        var status when status.StartsWith("WARNINGS", StringComparison.Ordinal) => "warning",
        _ => "error",
    };

    private static JObject Describe(WorkerTask task)
    {
        var entry = Named(task);
        if (task.EndTime is { } end) entry["endtime"] = end;
        if (task.ExitStatus is { } exit) entry["status"] = exit;
        else entry["status"] = "RUNNING";
        return entry;
    }

    /// <summary>What a task's status and its line in a list have in common.</summary>
    private static JObject Named(WorkerTask task)
    {
        var entry = new JObject
        {
            ["upid"] = task.Upid,
            ["node"] = task.Node,
            ["pid"] = task.Pid,
            ["pstart"] = task.ProcessStart,
            ["starttime"] = task.StartTime,
            ["type"] = task.Type,
            ["id"] = task.Id,
            ["user"] = task.User,
        };
        if (task.TokenId is { } token) entry["tokenid"] = token;
        return entry;
    }
}
