namespace Provisioning.Lab;

/// <summary>
/// The figures that a statistics daemon collects now and then and that <c>/cluster/resources</c> shows: between two
/// rounds they are old. Which guests exist is always known at once, so a new one first appears without figures.
/// </summary>
internal sealed class ResourceFigures(Cluster cluster)
{
    private Dictionary<int, GuestFigures> _guests = [];
    private Dictionary<string, NodeFigures> _nodes = [];
    private TimeSpan? _nextRound = TimeSpan.Zero;

    public GuestFigures? Guest(int vmid) => Current()._guests.GetValueOrDefault(vmid);

    public NodeFigures? Node(string name) => Current()._nodes.GetValueOrDefault(name);

    /// <summary>Told before each event: collects when a round fell due, so the figures never know the future.</summary>
    public void Arriving(TimeSpan time)
    {
        if (cluster.Scenario.ResourceLagSeconds <= 0 || _nextRound is not { } due || time < due) return;
        Collect();
        var period = TimeSpan.FromSeconds(cluster.Scenario.ResourceLagSeconds);
        _nextRound = TimeSpan.FromTicks((time.Ticks / period.Ticks + 1) * period.Ticks);
    }

    private ResourceFigures Current()
    {
        if (cluster.Scenario.ResourceLagSeconds <= 0) Collect();
        return this;
    }

    private void Collect()
    {
        var guests = cluster.Vms.Values.Where(v => cluster.Nodes[v.Node].Online).ToDictionary(v => v.Vmid, v => new GuestFigures(
            v.Config["name"], v.Running, v.Config.IsTemplate, v.Config.MemoryBytes, v.Config.Cpus, GuestShape.MaxDisk(v), GuestShape.Uptime(v, cluster.Timeline.Now)));
        _guests = guests;
        _nodes = cluster.Nodes.Values.Where(n => n.Online).ToDictionary(n => n.Name, n => new NodeFigures(UsedMemory(n)));
    }

    private long UsedMemory(Node node) => node.Definition.MemoryBytes / 16
        + cluster.Vms.Values.Where(v => v.Node == node.Name && v.Running).Sum(v => v.Config.MemoryBytes / 2);
}

internal sealed record GuestFigures(string? Name, bool Running, bool Template, long MaxMemory, int Cpus, long MaxDisk, long Uptime);

internal sealed record NodeFigures(long UsedMemory);
