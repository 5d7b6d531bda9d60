namespace Provisioning.Lab;

/// <summary>The tasks of all nodes, newest last.</summary>
internal sealed class TaskRegistry(Cluster cluster)
{
    private readonly List<WorkerTask> _tasks = [];
    private readonly Dictionary<string, WorkerTask> _byUpid = [];

    public IReadOnlyList<WorkerTask> All => _tasks;

    public WorkerTask? Find(string upid) => _byUpid.GetValueOrDefault(upid);

    /// <summary>Starts a task for a call; its work begins a moment after the call is answered.</summary>
    public WorkerTask Start(Call call, string type, string id, Func<WorkerTask, IEnumerable<Step>> body)
    {
        var now = cluster.Timeline.Now;
        var pid = cluster.NextPid();
        var processStart = 100_000 + (long)(now.TotalSeconds * 100);
        var task = new WorkerTask
        {
            Upid = WorkerTask.MakeUpid(call.Node, pid, processStart, cluster.Epoch, type, id, call.Caller.Owner),
            Node = call.Node,
            Type = type,
            Id = id,
            User = call.Caller.User,
            TokenId = call.Caller.TokenId,
            Pid = pid,
            ProcessStart = processStart,
            StartTime = cluster.Epoch,
            Fate = call.Effect,
        };
        _tasks.Add(task);
        _byUpid[task.Upid] = task;
        call.Log.Upid = task.Upid;
        task.Process = new Process(cluster.Timeline, Run(call, task, body), failure => task.End(failure, cluster.Epoch));
        cluster.Timeline.After(TimeSpan.Zero, task.Process.Advance);
        return task;
    }

    private IEnumerable<Step> Run(Call call, WorkerTask task, Func<WorkerTask, IEnumerable<Step>> body)
    {
        yield return Step.Seconds(cluster.Durations.TaskStart);
        if (task.Fate?.StealVmid == LabMoment.After) FaultActions.StealVmid(cluster, call);
        foreach (var step in body(task)) yield return step;
    }
}
