using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Listing, creating, converting and destroying VMs.</summary>
internal static class VmRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}";

    private static readonly string[] s_subdirectories = ["config", "pending", "status", "firewall", "snapshot", "agent", "cloudinit"];

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_createLockWait = TimeSpan.FromSeconds(5);

    public static IEnumerable<Route> All()
    {
        yield return Route.Of("GET", "/nodes/{node}/qemu", null, List, "full bool") with { Protected = true };
        yield return Route.Task("POST", "/nodes/{node}/qemu", MayCreate, Create) with { Parameters = VmOptions.Create };
        yield return Route.Of("GET", Path, null, _ => new JArray(s_subdirectories.Select(s => new JObject { ["subdir"] = s })));
        yield return Route.Of("GET", Path + "/status/current", Route.Needs("/vms/{vmid}", "VM.Audit"), c => GuestShape.Current(c.Vm, c.Now)) with { Protected = true };
        yield return Route.Task("POST", Path + "/template", Route.Needs("/vms/{vmid}", "VM.Allocate"), Convert, "disk str");
        yield return Route.Task("DELETE", Path, Route.Needs("/vms/{vmid}", "VM.Allocate"), Destroy, "destroy-unreferenced-disks bool\npurge bool\nskiplock bool");
    }

    private static void MayCreate(Call call)
    {
        if (call.Text("pool") is { } pool && call.May($"/pool/{pool}", "VM.Allocate")) return;
        call.Demand($"/vms/{call.Text("vmid")}", "VM.Allocate");
    }

    private static JToken List(Call call) => new JArray(call.Cluster.Vms.Values
        .Where(v => v.Node == call.Node && call.May($"/vms/{v.Vmid}", "VM.Audit"))
        .Select(v => GuestShape.State(v, call.Now, call.Flag("full"))));

    private static void Create(Call call)
    {
        if (call.Flag("skiplock") && !call.Caller.IsRoot) throw ApiError.Parameter("skiplock", "Only root may use this option.");
        if (call.Text("archive") is not null)
        {
            BackupRoutes.Restore(call);
            return;
        }
        if (call.Cluster.Vms.TryGetValue(call.Vmid, out var taken))
            throw ApiError.Failure($"unable to create VM {call.Vmid} - VM {call.Vmid} already exists on node '{taken.Node}'");
        PoolRoutes.DemandPool(call);
        var options = Options(call);
        ConfigChange.DemandValid(call, options);
        if (options.TryGetValue("boot", out var boot)) ConfigChange.DemandBootDevices(boot, options.ContainsKey);
        call.StartVmTask("qmcreate", task => Create(call, options, task));
    }

    /// <summary>The parameters that are options of a configuration.</summary>
    public static SortedDictionary<string, string> Options(Call call)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in call.Parameters)
            if (VmOptions.Table.Find(name) is not null) options[name] = value;
        return options;
    }

    private static IEnumerable<Step> Create(Call call, SortedDictionary<string, string> options, WorkerTask task)
    {
        var cluster = call.Cluster;
        if (cluster.Vms.ContainsKey(call.Vmid)) throw ApiError.Failure($"unable to create VM {call.Vmid}: config file already exists");
        var vm = new Vm(call.Vmid, call.Node, cluster.Timeline) { Pool = call.Text("pool"), HaManaged = call.Flag("ha-managed"), Guest = cluster.Scenario.NewGuest };
        vm.Config["lock"] = "create";
        cluster.Vms[vm.Vmid] = vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_createLockWait, vm.LockTimeoutText);
        var done = false;
        try
        {
            var config = new Dictionary<string, string>();
            var prefix = $"unable to create VM {vm.Vmid} - ";
            foreach (var (option, value) in options)
            {
                var final = value;
                if (VmOptions.IsDrive(option))
                    foreach (var step in DiskWork.Materialise(cluster, vm, option, value, task.Log, made => final = made, prefix)) yield return step;
                config[option] = ConfigChange.Complete(cluster, option, final);
            }
            foreach (var step in task.Finish(TimeSpan.FromSeconds(cluster.Durations.Create))) yield return step;
            foreach (var (option, value) in config) vm.Config[option] = value;
            vm.Config.Values.TryAdd("smbios1", $"uuid={cluster.Random.Uuid()}");
            vm.Config.Values.TryAdd("vmgenid", cluster.Random.Uuid());
            vm.Config["meta"] = string.Create(CultureInfo.InvariantCulture, $"creation-qemu=10.1.2,ctime={cluster.Epoch}");
            vm.Config["lock"] = null;
            done = true;
        }
        finally
        {
            if (!done) cluster.Remove(vm);
        }
        if (call.Flag("start")) cluster.PowerOn(vm);
    }

    private static void Convert(Call call)
    {
        var vm = call.Vm;
        vm.DemandUnlocked();
        if (vm.Config.IsTemplate) throw ApiError.Failure("you can't convert a template to a template");
        if (vm.Running) throw ApiError.Failure("you can't convert a VM to template if VM is running");
        if (vm.Config.Snapshots.Count > 0) throw ApiError.Failure("unable to create template, because VM contains snapshots");
        call.StartVmTask("qmtemplate", task => Convert(call, task));
    }

    private static IEnumerable<Step> Convert(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm.DemandUnlocked();
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Template))) yield return step;
        foreach (var option in vm.Config.Drives.ToList())
        {
            var drive = PropertyString.Parse(vm.Config[option]!, VmOptions.DriveFormat(option));
            if (call.Cluster.Locate(vm.Node, drive["file"]) is not { Volume: { } volume } place || DiskWork.IsCloudInitVolume(volume.Id) || volume.Content != "images") continue;
            var name = volume.Id.Replace($"/vm-{vm.Vmid}-", $"/base-{vm.Vmid}-", StringComparison.Ordinal).Replace($":vm-{vm.Vmid}-", $":base-{vm.Vmid}-", StringComparison.Ordinal);
            place.Storage.Volumes.Remove(volume.Id);
            place.Storage.Volumes[name] = volume with { Id = name };
            drive["file"] = name;
            vm.Config[option] = PropertyString.Print(drive, VmOptions.DriveFormat(option));
        }
        vm.Config["template"] = "1";
    }

    private static void Destroy(Call call)
    {
        if (call.Flag("skiplock") && !call.Caller.IsRoot) throw ApiError.Parameter("skiplock", "Only root may use this option.");
        var vm = call.Vm;
        if (vm.Config.IsOn("protection")) throw ApiError.Failure($"can't remove VM {vm.Vmid} - protection mode enabled");
        if (vm.HaManaged && !call.Flag("purge")) throw ApiError.Failure($"unable to remove VM {vm.Vmid} - used in HA resources and purge parameter not set.");
        if (vm.Running) throw ApiError.Failure($"VM {vm.Vmid} is running - destroy failed");
        call.StartVmTask("qmdestroy", task => Destroy(call, task));
    }

    private static IEnumerable<Step> Destroy(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm = call.Vm;
        if (!call.Flag("skiplock")) vm.DemandUnlocked();
        if (vm.Running) throw ApiError.Failure($"VM {vm.Vmid} is running - destroy failed");
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Destroy))) yield return step;
        foreach (var storage in call.Cluster.StoragesOf(vm.Node))
            foreach (var volume in storage.Volumes.Values.Where(v => v.Vmid == vm.Vmid))
                if (storage.ClonesOf(volume.Id).Any()) throw ApiError.Failure($"base volume '{volume.Id}' is still in use by linked cloned");
        if (call.Flag("purge")) task.Log.Add($"purging VM {vm.Vmid} from related configurations..");
        call.Cluster.Remove(vm, withUnreferencedDisks: call.Flag("destroy-unreferenced-disks"));
    }
}
