using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Snapshots. Almost every error shows only in the task.</summary>
internal static class SnapshotRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}/snapshot";

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    private static readonly HashSet<string> s_notSaved = ["lock", "parent", "template", "vmgenid", "description"];

    public static IEnumerable<Route> All()
    {
        var may = Route.Needs("/vms/{vmid}", "VM.Snapshot");
        yield return Route.Of("GET", Path, Route.Needs("/vms/{vmid}", "VM.Audit"), List) with { Protected = true };
        yield return Route.Task("POST", Path, may, Take, "snapname! str max=40 configid\ndescription str\nvmstate bool");
        yield return Route.Of("GET", Path + "/{snapname}/config", Route.Needs("/vms/{vmid}", "VM.Snapshot", "VM.Snapshot.Rollback", "VM.Audit"), Read);
        yield return Route.Of("PUT", Path + "/{snapname}/config", may, Describe, "description str") with { Protected = true };
        yield return Route.Task("POST", Path + "/{snapname}/rollback", Route.Needs("/vms/{vmid}", "VM.Snapshot", "VM.Snapshot.Rollback"), c => c.StartVmTask("qmrollback", t => Rollback(c, t)), "start bool");
        yield return Route.Task("DELETE", Path + "/{snapname}", may, c => c.StartVmTask("qmdelsnapshot", t => Delete(c, t)), "force bool");
    }

    private static JToken List(Call call)
    {
        var vm = call.Vm;
        var list = new JArray();
        foreach (var (name, snapshot) in vm.Config.Snapshots)
        {
            var entry = new JObject { ["name"] = name, ["snaptime"] = snapshot.Time, ["description"] = snapshot.Description ?? string.Empty, ["vmstate"] = snapshot.WithMemory ? 1 : 0 };
            if (snapshot.Parent is { } parent) entry["parent"] = parent;
            list.Add(entry);
        }
        var current = new JObject { ["name"] = "current", ["description"] = "You are here!", ["digest"] = vm.Config.Digest, ["running"] = vm.Running ? 1 : 0 };
        if (vm.Config.Parent is { } of) current["parent"] = of;
        list.Add(current);
        return list;
    }

    private static JToken Read(Call call)
    {
        var snapshot = Find(call.Vm, call.Required("snapname"));
        var shown = VmConfigRoutes.Show(snapshot.Values);
        shown["snaptime"] = snapshot.Time;
        if (snapshot.Description is { } description) shown["description"] = description;
        if (snapshot.Parent is { } parent) shown["parent"] = parent;
        return shown;
    }

    private static JToken? Describe(Call call)
    {
        Find(call.Vm, call.Required("snapname")).Description = call.Text("description");
        return null;
    }

    private static VmSnapshot Find(Vm vm, string name) =>
        vm.Config.Snapshots.GetValueOrDefault(name) ?? throw ApiError.Failure($"snapshot '{name}' does not exist");

    private static void Take(Call call)
    {
        var name = call.Required("snapname");
        if (name is "current" or "pending") throw ApiError.Failure($"unable to use snapshot name '{name}' (reserved name)");
        call.StartVmTask("qmsnapshot", task => Take(call, name, task));
    }

    private static IEnumerable<Step> Take(Call call, string name, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm.DemandUnlocked();
        if (vm.Config.Snapshots.ContainsKey(name)) throw ApiError.Failure($"snapshot name '{name}' already used");
        if (vm.Config.IsTemplate) throw ApiError.Failure("you can't take a snapshot if it's a template");
        var disks = Disks(call.Cluster, vm).ToList();
        if (disks.Any(d => !d.Storage.CanSnapshot(d.Volume))) throw ApiError.Failure("snapshot feature is not available");
        foreach (var step in Locked(vm, "snapshot", task, call.Cluster.Durations.Snapshot)) yield return step;
        foreach (var (option, _, volume) in disks) task.Log.Add($"snapshotting 'drive-{option}' ({volume.Id})");
        Leave(call.Cluster, vm, name, call.Text("description"), call.Flag("vmstate") && vm.Running);
    }

    /// <summary>The snapshot's section in the configuration.</summary>
    public static VmSnapshot Leave(Cluster cluster, Vm vm, string name, string? description = null, bool withMemory = false)
    {
        var values = vm.Config.Values.Where(v => !s_notSaved.Contains(v.Key) && !v.Key.StartsWith("unused", StringComparison.Ordinal)).ToDictionary(v => v.Key, v => v.Value);
        vm.Config.Snapshots[name] = new VmSnapshot(values, cluster.Epoch, vm.Config.Parent) { Description = description, WithMemory = withMemory };
        vm.Config.Parent = name;
        return vm.Config.Snapshots[name];
    }

    private static IEnumerable<Step> Rollback(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        var snapshot = Find(vm, call.Required("snapname"));
        vm.DemandUnlocked();
        foreach (var step in Locked(vm, "rollback", task, call.Cluster.Durations.Snapshot)) yield return step;
        vm.StartedAt = null;
        vm.Paused = false;
        vm.Config.Pending.Clear();
        vm.Config.PendingDeletes.Clear();
        // The machine's own notes and its unused disks are no part of a snapshot; disks it does not know become unused.
        var kept = vm.Config.Values.Where(v => v.Key is "vmgenid" or "description" || v.Key.StartsWith("unused", StringComparison.Ordinal)).ToList();
        var before = Disks(call.Cluster, vm).Select(d => d.Volume.Id).ToList();
        vm.Config.Values.Clear();
        foreach (var (option, value) in snapshot.Values.Concat(kept)) vm.Config[option] = value;
        foreach (var volume in before.Except(Disks(call.Cluster, vm).Select(d => d.Volume.Id)).ToList())
            for (var i = 0; !vm.Config.Values.TryAdd($"unused{i}", volume); i++) continue;
        vm.Config.Parent = call.Required("snapname");
        foreach (var (option, storage, volume) in Disks(call.Cluster, vm).ToList())
            if (PropertyString.Parse(vm.Config[option]!, VmOptions.DriveFormat(option)).TryGetValue("size", out var size))
                storage.Volumes[volume.Id] = volume with { Size = DiskSize.Parse(size) };
        if (snapshot.WithMemory || call.Flag("start")) call.Cluster.PowerOn(vm);
    }

    private static IEnumerable<Step> Delete(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        var name = call.Required("snapname");
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm.DemandUnlocked();
        var snapshot = Find(vm, name);
        foreach (var step in Locked(vm, "snapshot-delete", task, call.Cluster.Durations.Snapshot)) yield return step;
        vm.Config.Snapshots.Remove(name);
        if (vm.Config.Parent == name) vm.Config.Parent = snapshot.Parent;
        foreach (var (child, other) in vm.Config.Snapshots.Where(s => s.Value.Parent == name).ToList())
            vm.Config.Snapshots[child] = other with { Parent = snapshot.Parent };
    }

    /// <summary>Waits with a lock in the configuration, which is gone again whatever happens.</summary>
    private static IEnumerable<Step> Locked(Vm vm, string reason, WorkerTask task, double seconds)
    {
        vm.Config["lock"] = reason;
        try
        {
            foreach (var step in task.Finish(TimeSpan.FromSeconds(seconds))) yield return step;
        }
        finally
        {
            vm.Config["lock"] = null;
        }
    }

    private static IEnumerable<(string Option, Storage Storage, Volume Volume)> Disks(Cluster cluster, Vm vm)
    {
        foreach (var option in vm.Config.Drives)
        {
            var drive = PropertyString.Parse(vm.Config[option]!, VmOptions.DriveFormat(option));
            if (drive.GetValueOrDefault("media") != "cdrom" && cluster.Locate(vm.Node, drive["file"]) is { Volume: { } volume } place)
                yield return (option, place.Storage, volume);
        }
    }
}
