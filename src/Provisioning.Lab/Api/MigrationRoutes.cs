using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Moving a VM to another node.</summary>
internal static class MigrationRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}/migrate";

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    public static IEnumerable<Route> All()
    {
        var may = Route.Needs("/vms/{vmid}", "VM.Migrate");
        yield return Route.Of("GET", Path, may, Preview, "target str node") with { Protected = true };
        yield return Route.Task("POST", Path, may, Migrate, """
            target! str node
            online bool
            with-local-disks bool
            with-conntrack-state bool
            targetstorage str
            force bool
            bwlimit int 0..
            migration_network str
            migration_type enum secure insecure
            """);
    }

    private static IEnumerable<(string Option, Storage Storage, Volume Volume)> LocalDisks(Cluster cluster, Vm vm)
    {
        foreach (var (option, value) in vm.Config.Values.Where(v => VmOptions.IsVolume(v.Key)))
            if (cluster.Locate(vm.Node, PropertyString.Parse(value, VmOptions.DriveFormat(option))["file"]) is { Volume: { } volume, Storage.Shared: false } place)
                yield return (option, place.Storage, volume);
    }

    private static JToken Preview(Call call)
    {
        var vm = call.Vm;
        var local = LocalDisks(call.Cluster, vm).ToList();
        return new JObject
        {
            ["running"] = vm.Running ? 1 : 0,
            ["allowed_nodes"] = new JArray(call.Cluster.Nodes.Keys.Where(n => n != vm.Node && local.All(d => call.Cluster.FindStorage(n, d.Storage.Id) is not null))),
            ["local_disks"] = new JArray(local.Select(d => new JObject { ["volid"] = d.Volume.Id, ["drivename"] = d.Option, ["size"] = d.Volume.Size, ["cdrom"] = DiskWork.IsCloudInitVolume(d.Volume.Id) ? 1 : 0 })),
            ["local_resources"] = new JArray(),
        };
    }

    private static void Migrate(Call call)
    {
        var target = call.Required("target");
        if (target == call.Node) throw ApiError.Parameter("target", "target is local node.");
        if (!call.Cluster.Nodes.TryGetValue(target, out var node)) throw ApiError.Failure($"no such cluster node '{target}'");
        if (!node.Online) throw ApiError.Failure($"target node '{target}' is offline");
        var vm = call.Vm;
        vm.DemandUnlocked();
        if (vm.Running && !call.Flag("online")) throw ApiError.Failure("can't migrate running VM without --online");
        if (!vm.HaManaged)
        {
            call.StartVmTask("qmigrate", task => Migrate(call, target, task));
            return;
        }
        foreach (var disk in LocalDisks(call.Cluster, vm)) call.Cluster.Storage(target, disk.Storage.Id);
        call.StartVmTask("hamigrate", task => task.Finish(TimeSpan.Zero));
        call.Cluster.Timeline.After(TimeSpan.FromSeconds(call.Cluster.Durations.HaReaction), () => Hand(call.Cluster, vm, target, null));
    }

    private static IEnumerable<Step> Migrate(Call call, string target, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm.DemandUnlocked();
        var local = LocalDisks(call.Cluster, vm).ToList();
        if (vm.Running && local.Any(d => !DiskWork.IsCloudInitVolume(d.Volume.Id)) && !call.Flag("with-local-disks"))
            throw ApiError.Failure($"can't migrate local disk '{local[0].Volume.Id}': live migration requires with-local-disks");
        foreach (var disk in local) call.Cluster.Storage(target, call.Text("targetstorage") ?? disk.Storage.Id);
        task.Log.Add($"starting migration of VM {vm.Vmid} to node '{target}' ({call.Cluster.Nodes[target].Definition.Address})");
        vm.Config["lock"] = "migrate";
        try
        {
            foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Migrate) + DiskWork.CopyTime(call.Cluster, local.Sum(d => d.Volume.Size)))) yield return step;
        }
        finally
        {
            vm.Config["lock"] = null;
        }
        Hand(call.Cluster, vm, target, call.Text("targetstorage"));
        task.Log.Add("migration finished successfully");
    }

    /// <summary>The VM belongs to the other node from now on; volumes that only one node sees go along.</summary>
    private static void Hand(Cluster cluster, Vm vm, string target, string? storage)
    {
        foreach (var (option, source, volume) in LocalDisks(cluster, vm).ToList())
        {
            var place = cluster.Storage(target, storage ?? source.Id);
            var name = volume.Id.Replace($"{source.Id}:", $"{place.Id}:", StringComparison.Ordinal);
            source.Volumes.Remove(volume.Id);
            place.Volumes[name] = volume with { Id = name };
            vm.Config[option] = vm.Config[option]!.Replace(volume.Id, name, StringComparison.Ordinal);
        }
        vm.Node = target;
    }
}
