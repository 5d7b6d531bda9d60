using System.Globalization;

namespace Provisioning.Proxmox.Client;

/// <content>Tasks.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>Running and finished tasks of all nodes, the latest 25 or so of each; cheap, since it needs no privileged call.</summary>
    public async Task<IReadOnlyList<TaskResult>> ListTasksAsync(CancellationToken cancellation)
    {
        var tasks = new List<TaskResult>();
        foreach (var item in JsonReply.List(await GetAsync("/cluster/tasks", cancellation).ConfigureAwait(false)))
        {
            var entry = JsonObject.From(item);
            if (!Upid.TryParse(entry.Text("upid"), out var upid)) continue;
            var status = entry.Text("status");
            tasks.Add(status is null or "RUNNING" or "running" ? TaskResult.Running(upid!) : TaskResult.Ended(upid!, status) with { EndedAt = Time(entry, "endtime") });
        }
        return tasks;
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

    /// <summary>Ends a running task; nothing happens to one that ended.</summary>
    public Task StopTaskAsync(Upid upid, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, TaskPath(upid, ""), new Form(), upid.ToString(), cancellation);

    private static string TaskPath(Upid upid, string tail) => $"/nodes/{Segment(upid.Node)}/tasks/{Segment(upid.ToString())}{tail}";

    private static DateTimeOffset? Time(JsonObject entry, string name) =>
        entry.Integer(name) is >= 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
