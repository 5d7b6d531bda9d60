using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Proxmox.Client;

/// <content>Tasks.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>Running and finished tasks of all nodes, the latest 25 or so of each; cheap, since it needs no privileged call.</summary>
    public async Task<IReadOnlyList<TaskResult>> ListTasksAsync(CancellationToken cancellation) =>
        Read(await GetAsync("/cluster/tasks", cancellation).ConfigureAwait(false));

    /// <summary>Running and finished tasks of one type over one machine, asked at a node; the newest 50.</summary>
    public async Task<IReadOnlyList<TaskResult>> ListTasksAsync(VmRef vm, string type, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/nodes/{Segment(vm.Node)}/tasks?vmid={vm.Id}&typefilter={Segment(type)}&source=all&limit=50");
        return [.. Read(await GetAsync(path, vm.ToString(), cancellation).ConfigureAwait(false)).Where(task => task.Upid.Type == type)];
    }

    /// <summary>How one task stands, asked at its own node; a privileged and so a slow call.</summary>
    public async Task<TaskResult> GetTaskAsync(Upid upid, CancellationToken cancellation)
    {
        try
        {
            var data = JsonObject.From(await GetAsync(TaskPath(upid, "/status"), upid.ToString(), cancellation).ConfigureAwait(false));
            return data.RequiredText("status") != "stopped" ? TaskResult.Running(upid) : TaskResult.Ended(upid, data.Text("exitstatus") ?? "ended without a status");
        }
        catch (ProvisioningException e) when (e.Error.Id == ErrorIds.TaskLost)
        {
            return TaskResult.Lost(upid);
        }
    }

    /// <summary>Lines of a task's log; a negative number reads the last ones.</summary>
    public async Task<IReadOnlyList<string>> GetTaskLogAsync(Upid upid, int start, int limit, CancellationToken cancellation)
    {
        var lines = new List<string>();
        var path = TaskPath(upid, string.Create(CultureInfo.InvariantCulture, $"/log?start={start}&limit={limit}"));
        foreach (var item in JsonReply.List(await GetAsync(path, upid.ToString(), cancellation).ConfigureAwait(false)))
            lines.Add(JsonObject.From(item).Text("t") ?? "");
        return lines;
    }

    /// <summary>The whole log of a task, up to so many lines.</summary>
    public async Task<IReadOnlyList<string>> GetWholeTaskLogAsync(Upid upid, int mostLines, CancellationToken cancellation)
    {
        const int page = 2000;
        var lines = new List<string>();
        while (lines.Count < mostLines)
        {
            var next = await GetTaskLogAsync(upid, lines.Count, page, cancellation).ConfigureAwait(false);
            lines.AddRange(next);
            if (next.Count < page) break;
        }
        return lines;
    }

    /// <summary>Ends a running task; nothing happens to one that ended.</summary>
    public Task StopTaskAsync(Upid upid, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, TaskPath(upid, ""), new Form(), upid.ToString(), cancellation);

    private static List<TaskResult> Read(JToken list)
    {
        var tasks = new List<TaskResult>();
        foreach (var item in JsonReply.List(list))
        {
            var entry = JsonObject.From(item);
            if (!Upid.TryParse(entry.Text("upid"), out var upid)) continue;
            var status = entry.Text("status");
            tasks.Add(status is null or "RUNNING" or "running" ? TaskResult.Running(upid!) : TaskResult.Ended(upid!, status) with { EndedAt = Time(entry, "endtime") });
        }
        return tasks;
    }

    private static string TaskPath(Upid upid, string tail) => $"/nodes/{Segment(upid.Node)}/tasks/{Segment(upid.ToString())}{tail}";

    private static DateTimeOffset? Time(JsonObject entry, string name) =>
        entry.Integer(name) is >= 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
