namespace Provisioning.Proxmox.Client;

/// <summary>What a look at many tasks brought.</summary>
public sealed record TaskLook
{
    /// <summary>The tasks that ended, and those the server does not know any more.</summary>
    public required IReadOnlyList<TaskResult> Ended { get; init; }
    /// <summary>The tasks that could not be looked at, with the reason: their node is down, for one.</summary>
    public required IReadOnlyList<KeyValuePair<Upid, ProvisioningError>> Unreadable { get; init; }
}

/// <summary>
/// Watches many tasks with one list call. The list is cheap and a task's own status is not (privileged; a new TLS connection in most
/// clients), so only a task that is missing in the list is asked for by itself.
/// </summary>
public static class TaskBoard
{
    /// <summary>Looks once at all the tasks; whoever waits looks again later.</summary>
    /// <exception cref="ProvisioningException">The list itself could not be read.</exception>
    public static async Task<TaskLook> LookAsync(ProxmoxApi api, IReadOnlyCollection<Upid> tasks, CancellationToken cancellation)
    {
        var ended = new List<TaskResult>();
        var unreadable = new List<KeyValuePair<Upid, ProvisioningError>>();
        if (tasks.Count == 0) return new TaskLook { Ended = ended, Unreadable = unreadable };

        var listed = new Dictionary<Upid, TaskResult>();
        foreach (var task in await api.ListTasksAsync(cancellation).ConfigureAwait(false))
        {
            // A task may stand in the list twice, running and ended, while it moves from one of the node's files to the other.
            if (!listed.TryGetValue(task.Upid, out var earlier) || !earlier.IsEnded) listed[task.Upid] = task;
        }
        foreach (var upid in tasks)
        {
            if (!listed.TryGetValue(upid, out var task))
            {
                try
                {
                    task = await api.GetTaskAsync(upid, cancellation).ConfigureAwait(false);
                }
                catch (ProvisioningException e)
                {
                    unreadable.Add(new(upid, e.Error));
                    continue;
                }
            }
            if (task.IsEnded) ended.Add(task);
        }
        return new TaskLook { Ended = ended, Unreadable = unreadable };
    }
}
