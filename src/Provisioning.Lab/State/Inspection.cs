namespace Provisioning.Lab;

/// <summary>Turns the inner state into what tests and the control endpoint may see.</summary>
internal static class Inspection
{
    public static LabVm Show(Cluster cluster, Vm vm)
    {
        var firewall = cluster.Firewalls.GetValueOrDefault(vm.Vmid) ?? new Firewall();
        return new LabVm(
            vm.Vmid,
            vm.Node,
            vm.Paused ? "paused" : vm.Running ? "running" : "stopped",
            new Dictionary<string, string>(vm.Config.Values),
            new Dictionary<string, string>(vm.Config.Pending),
            [.. vm.Config.Snapshots.Keys],
            new Dictionary<string, string>(firewall.Options),
            [.. firewall.Rules.Select(r => new Dictionary<string, string>(r))],
            firewall.IpSets.ToDictionary(s => s.Key, s => (IReadOnlyList<string>)[.. s.Value.Keys]),
            vm.Pool)
        {
            GuestPasswords = new Dictionary<string, string>(vm.GuestPasswords),
        };
    }

    public static LabTask Show(WorkerTask task) => new(task.Upid, task.Type, task.Id, task.Node, task.ExitStatus, [.. task.Log]);

    public static IReadOnlyList<string> Volumes(Cluster cluster) =>
    [
        .. cluster.Nodes.Keys.SelectMany(n => cluster.StoragesOf(n).SelectMany(s => s.Volumes.Keys.Select(v => Name(s, n, v)))).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>A volume's name in that list.</summary>
    public static string Name(Storage storage, string node, string volume) => $"{(storage.Shared ? "*" : node)}/{volume}";
}
