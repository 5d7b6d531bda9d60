namespace Provisioning.Lab;

/// <summary>
/// A simulated data centre. Everything that happens in it is a function of the given clock: nothing runs in the
/// background, and whoever looks at it first lets happen what was due. It may be used from several threads.
/// </summary>
public sealed class LabDataCenter
{
    private readonly Lock _gate = new();
    private readonly LabClock _clock;
    private readonly Cluster _cluster;
    private readonly List<LabLogEntry> _log = [];
    private readonly List<Action> _afterGate = [];
    private int _connections;

    /// <summary>Builds the data centre that a scenario describes.</summary>
    /// <param name="scenario">The start state; it belongs to the data centre from now on.</param>
    /// <param name="time">The clock; the system's when left out.</param>
    public LabDataCenter(LabScenario scenario, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Scenario = scenario;
        _clock = new LabClock(time ?? TimeProvider.System, scenario.Speed);
        _cluster = new Cluster(scenario, _clock);
        Faults = new LabFaults(scenario.Faults);
        Api = new ProxmoxApi(this, _cluster);
    }

    /// <summary>The scenario it was built from.</summary>
    public LabScenario Scenario { get; }

    /// <summary>The API, free of any transport.</summary>
    public ProxmoxApi Api { get; }

    /// <summary>The faults in force.</summary>
    public LabFaults Faults { get; }

    /// <summary>The VMs and templates, by id.</summary>
    public IReadOnlyList<LabVm> Vms => Run(() => _cluster.Vms.Values.Select(v => Inspection.Show(_cluster, v)).ToList());

    /// <summary>All tasks so far, in the order of their start.</summary>
    public IReadOnlyList<LabTask> Tasks => Run(() => _cluster.Tasks.All.Select(Inspection.Show).ToList());

    /// <summary>All volumes, as <c>node/storage:volume</c>; a shared storage is named once, as <c>*/storage:volume</c>.</summary>
    public IReadOnlyList<string> Volumes => Run(() => Inspection.Volumes(_cluster));

    /// <summary>The VMIDs that have a firewall file, whether or not the VM exists.</summary>
    public IReadOnlyList<int> FirewallFiles => Run(() => _cluster.Firewalls.Keys.Order().ToList());

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<LabLogEntry> RequestLog => Run(() => _log.ToList());

    /// <summary>One VM; null when it does not exist.</summary>
    public LabVm? FindVm(int vmid) => Run(() => _cluster.Vms.TryGetValue(vmid, out var vm) ? Inspection.Show(_cluster, vm) : null);

    /// <summary>Empties the request log.</summary>
    public void ClearRequestLog() => Run(() => { _log.Clear(); return true; });

    /// <summary>Adds a VM behind the API's back, as someone else would.</summary>
    public void AddVm(ScenarioVm vm) => Run(() => _cluster.Add(vm));

    /// <summary>Removes a VM with its disks and its firewall behind the API's back.</summary>
    public void RemoveVm(int vmid) => Run(() =>
    {
        if (_cluster.Vms.TryGetValue(vmid, out var vm)) _cluster.Remove(vm);
        return true;
    });

    /// <summary>Changes one option of a VM behind the API's back; null removes it.</summary>
    public void SetOption(int vmid, string option, string? value) => Run(() => _cluster.Vms[vmid].Config[option] = value);

    /// <summary>Leaves a finished backup of a VM behind the API's back, as somebody else's schedule would.</summary>
    /// <returns>Its volume, as <see cref="Volumes"/> names it.</returns>
    public string AddBackup(int vmid, string storage) => Run(() => BackupRoutes.Leave(_cluster, _cluster.Vms[vmid], storage));

    /// <summary>Leaves a snapshot of a VM behind the API's back.</summary>
    public void AddSnapshot(int vmid, string name) => Run(() => SnapshotRoutes.Leave(_cluster, _cluster.Vms[vmid], name));

    /// <summary>Hands a VM to the high-availability manager, or takes it away from it.</summary>
    public void SetHaManaged(int vmid, bool managed) => Run(() => _cluster.Vms[vmid].HaManaged = managed);

    /// <summary>Takes a node down, with everything that runs on it, or brings it back.</summary>
    public void SetNodeOnline(string node, bool online) => Run(() => { FaultActions.SetOnline(_cluster, node, online); return true; });

    /// <summary>Holds a lock for a while, as another process would: <c>vm:100</c>, <c>storage:local</c>, <c>workers:pve1</c>.</summary>
    public void HoldLock(string theLock, TimeSpan time) => Run(() => { FaultActions.Hold(_cluster, theLock, time); return true; });

    /// <summary>Lets lab time jump ahead of the clock: what was due by then happens at once.</summary>
    public void Skip(TimeSpan by) => Run(() =>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        _clock.Skip(by);
        return true;
    });

    /// <summary>A handler that answers in memory, for the endpoint of a node (the first online one when left out).</summary>
    public HttpMessageHandler CreateHandler(string? endpoint = null) => new LabHttpMessageHandler(this, endpoint);

    internal string NextConnectionName() => $"memory-{Interlocked.Increment(ref _connections)}";

    internal bool IsOnline(string node) => Run(() => _cluster.Nodes[node].Online);

    /// <summary>Lets happen what was due, then does <paramref name="action"/> and what it set going at once.</summary>
    internal T Run<T>(Func<T> action)
    {
        T result;
        Action[] leaving;
        lock (_gate)
        {
            CatchUp();
            result = action();
            CatchUp();
            leaving = [.. _afterGate];
            _afterGate.Clear();
        }
        if (leaving.Length > 0) Leave(leaving);
        return result;
    }

    /// <summary>Whoever waits for an answer goes on here, on this thread: a synchronization context would send it elsewhere.</summary>
    private static void Leave(Action[] leaving)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            foreach (var leave in leaving) leave();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Does something once the gate is open: completing an answer may run the client's code.</summary>
    internal void AfterGate(Action action) => _afterGate.Add(action);

    internal void Log(LabLogEntry entry) => _log.Add(entry);

    /// <summary>Waits on the clock until the next event, without end when none is known.</summary>
    internal Task NextEvent(CancellationToken ct)
    {
        TimeSpan? due;
        lock (_gate) due = _cluster.Timeline.NextDue;
        return _clock.WaitUntil(due, ct);
    }

    private void CatchUp() => _cluster.Timeline.Run(_clock.Elapsed, _cluster.Figures.Arriving);
}
