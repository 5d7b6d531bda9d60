namespace Provisioning.Lab;

/// <summary>Cloning VMs and templates.</summary>
internal static class CloneRoutes
{
    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(1);

    private static readonly HashSet<string> s_notCloned = ["template", "lock", "name"];

    public static IEnumerable<Route> All()
    {
        yield return Route.Task("POST", "/nodes/{node}/qemu/{vmid}/clone", MayClone, Clone, """
            newid! int 100..999999999
            name str dns
            description str
            full bool
            storage str storage-id
            format enum raw qcow2 vmdk
            target str node
            pool str poolid
            snapname str max=40 configid
            bwlimit int 0..
            """);
    }

    private static void MayClone(Call call)
    {
        call.Demand($"/vms/{call.Vmid}", "VM.Clone");
        if (call.Text("pool") is { } pool && call.May($"/pool/{pool}", "VM.Allocate")) return;
        call.Demand($"/vms/{call.Text("newid")}", "VM.Allocate");
    }

    private static void Clone(Call call)
    {
        var cluster = call.Cluster;
        PoolRoutes.DemandPool(call);
        var target = call.Text("target") ?? call.Node;
        if (!cluster.Nodes.ContainsKey(target)) throw ApiError.Failure($"no such cluster node '{target}'");
        if (call.Text("storage") is { } wanted)
        {
            cluster.Storage(call.Node, wanted);
            cluster.Storage(target, wanted);
            call.Demand($"/storage/{wanted}", "Datastore.AllocateSpace");
        }
        DemandCloneable(call, target);
        call.StartVmTask("qmclone", task => Clone(call, target, task));
    }

    /// <summary>Everything that is checked when the call comes in, and once more when the task has its locks.</summary>
    private static (Vm Source, IReadOnlyDictionary<string, string> Values, bool Full) DemandCloneable(Call call, string target)
    {
        var cluster = call.Cluster;
        var source = cluster.FindVm(call.Node, call.Vmid) ?? throw ApiError.Failure($"unable to find configuration file for VM {call.Vmid} on node '{call.Node}'");
        source.DemandUnlocked();
        IReadOnlyDictionary<string, string> values = source.Config.Values;
        if (call.Text("snapname") is { } name)
            values = source.Config.Snapshots.GetValueOrDefault(name)?.Values ?? throw ApiError.Failure($"snapshot '{name}' does not exist");
        var full = call.Text("full") is { } given ? given == "1" : !source.Config.IsTemplate;
        if (!full && call.Text("storage") is not null) throw ApiError.Failure("parameter 'storage' not allowed for linked clones");
        if (!full && call.Text("format") is not null) throw ApiError.Failure("parameter 'format' not allowed for linked clones");
        if (cluster.Vms.ContainsKey(call.Int("newid")!.Value)) throw ApiError.Failure($"unable to create VM {call.Int("newid")}: config file already exists");
        foreach (var (option, value) in values.Where(v => VmOptions.IsDrive(v.Key)))
        {
            var drive = PropertyString.Parse(value, VmOptions.DriveFormat(option));
            if (cluster.Locate(call.Node, drive["file"]) is not { Volume: { } volume } place) continue;
            if (target != call.Node && !place.Storage.Shared) throw ApiError.Failure($"can't clone VM to node '{target}' (VM uses local storage)");
            if (!full && !DiskWork.IsCloudInitVolume(volume.Id) && !volume.Id.Contains("base-", StringComparison.Ordinal))
                throw ApiError.Failure($"Linked clone feature is not supported for drive '{option}' ({volume.Id})");
        }
        return (source, values, full);
    }

    private static IEnumerable<Step> Clone(Call call, string targetNode, WorkerTask task)
    {
        var cluster = call.Cluster;
        var newid = call.Int("newid")!.Value;
        if (cluster.FindVm(call.Node, call.Vmid) is not { } held) throw ApiError.Failure($"unable to find configuration file for VM {call.Vmid} on node '{call.Node}'");
        using var sourceLease = new Lease();
        yield return sourceLease.Take(held.FileLock, shared: !held.Running, s_lockWait, held.LockTimeoutText);
        var (source, values, full) = DemandCloneable(call, targetNode);

        var vm = new Vm(newid, call.Node, cluster.Timeline) { Guest = source.Guest, Pool = call.Text("pool") };
        // Until the first disk is there, the file holds no more than this.
        vm.Config["lock"] = "clone";
        vm.Config["description"] = " qmclone temporary file";
        cluster.Vms[newid] = vm;
        if (cluster.Firewalls.TryGetValue(source.Vmid, out var firewall)) cluster.Firewalls[newid] = firewall.Copy();
        var plan = new CopyPlan(call.Node, full, call.Text("storage"), call.Text("format"), "clone failed: ");
        var done = false;
        using var targetLease = new Lease();
        try
        {
            yield return targetLease.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
            task.Log.Add($"creating a clone of VM {source.Vmid} with ID {newid}");
            var config = Describe(call, source, values);
            foreach (var (option, value) in values.Where(v => VmOptions.IsDrive(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal))
            {
                foreach (var step in DiskWork.Copy(cluster, vm, option, value, plan, task.Log, made => config[option] = made)) yield return step;
                Write(vm, config, "clone");
            }
            foreach (var step in task.Finish(TimeSpan.FromSeconds(cluster.Durations.Clone))) yield return step;
            Write(vm, config, null);
            vm.Node = targetNode;
            done = true;
        }
        finally
        {
            if (!done)
            {
                plan.Undo();
                cluster.Vms.Remove(newid);
                cluster.Firewalls.Remove(newid);
            }
        }
    }

    /// <summary>The configuration of the clone without its disks: its own name, MAC addresses and identities.</summary>
    private static SortedDictionary<string, string> Describe(Call call, Vm source, IReadOnlyDictionary<string, string> values)
    {
        var cluster = call.Cluster;
        var config = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (option, value) in values)
        {
            if (s_notCloned.Contains(option) || VmOptions.IsVolume(option)) continue;
            config[option] = VmOptions.IsNet(option) ? NewMac(cluster, value) : value;
        }
        config["name"] = call.Text("name") ?? $"Copy-of-VM-{source.Config["name"] ?? source.Vmid.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        if (call.Text("description") is { } description) config["description"] = description.TrimEnd();
        var identity = PropertyString.Parse(values.GetValueOrDefault("smbios1") ?? "uuid=", "smbios1");
        identity["uuid"] = cluster.Random.Uuid();
        config["smbios1"] = PropertyString.Print(identity, "smbios1");
        config["vmgenid"] = cluster.Random.Uuid();
        return config;
    }

    public static string NewMac(Cluster cluster, string value)
    {
        var net = PropertyString.Parse(value, "net");
        net["macaddr"] = cluster.Random.Mac(cluster.Scenario.MacPrefix);
        return PropertyString.Print(net, "net");
    }

    private static void Write(Vm vm, SortedDictionary<string, string> config, string? reason)
    {
        vm.Config.Values.Clear();
        foreach (var (option, value) in config) vm.Config[option] = value;
        vm.Config["lock"] = reason;
    }
}
