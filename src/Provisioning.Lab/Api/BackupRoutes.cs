using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Lab;

/// <summary>Backups and restoring them. A job that could not back up one guest goes on with the next and fails at the end.</summary>
internal static partial class BackupRoutes
{
    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    public static IEnumerable<Route> All()
    {
        yield return Route.Task("POST", "/nodes/{node}/vzdump", null, Backup, """
            vmid str
            all bool
            pool str
            exclude str
            exclude-path str
            storage str storage-id
            mode enum snapshot suspend stop
            compress enum 0 1 gzip lzo zstd
            bwlimit int 0..
            dumpdir str
            fleecing str
            ionice int 0..8
            job-id str max=50
            lockwait int 0..
            mailnotification enum always failure
            mailto str
            maxfiles int 1..
            notes-template str max=1024 requires=storage
            notification-mode enum auto legacy-sendmail notification-system
            pbs-change-detection-mode enum legacy data metadata
            performance str
            pigz int
            protected bool requires=storage
            prune-backups str
            quiet bool
            remove bool
            script str
            stdexcludes bool
            stdout bool
            stop bool
            stopwait int 0..
            tmpdir str
            zstd int
            """);
    }

    private static void Backup(Call call)
    {
        if (call.Text("vmid") is null && !call.Flag("all") && call.Text("pool") is null) throw ApiError.Parameter("vmid", "property is missing");
        var vmids = Formats.Words(call.Text("vmid") ?? string.Empty).Select(v => int.Parse(v, CultureInfo.InvariantCulture)).ToList();
        if (call.Flag("all") || call.Text("pool") is not null)
            vmids = [.. call.Cluster.Vms.Values.Where(v => v.Node == call.Node && (call.Text("pool") ?? v.Pool) == v.Pool).Select(v => v.Vmid)];
        foreach (var vmid in vmids) call.Demand($"/vms/{vmid}", "VM.Backup");
        if (call.Text("storage") is { } storage && call.Cluster.FindStorage(call.Node, storage) is not null) call.Demand($"/storage/{storage}", "Datastore.AllocateSpace");
        call.StartTask("vzdump", vmids.Count == 1 ? vmids[0].ToString(CultureInfo.InvariantCulture) : string.Empty, task => Backup(call, vmids, task));
    }

    private static IEnumerable<Step> Backup(Call call, List<int> vmids, WorkerTask task)
    {
        var storage = Target(call);
        using var job = new Lease();
        yield return job.Take(call.Cluster.Nodes[call.Node].BackupLock, shared: false, TimeSpan.FromMinutes(call.Int("lockwait") ?? 180), "can't acquire lock '/var/run/vzdump.lock' - got timeout");
        task.Log.Add($"INFO: starting new backup job: vzdump {string.Join(' ', vmids)} --storage {storage.Id} --node {call.Node}");
        var failed = false;
        foreach (var vmid in vmids)
        {
            if (Obstacle(call, vmid) is { } reason)
            {
                failed = true;
                task.Log.Add($"ERROR: Backup of VM {vmid} failed - {reason}");
                continue;
            }
            foreach (var step in Backup(call, call.Cluster.Vms[vmid], storage, task)) yield return step;
        }
        task.Log.Add(failed ? "INFO: Backup job finished with errors" : "INFO: Backup job finished successfully");
        if (failed) throw ApiError.Failure("job errors");
    }

    private static Storage Target(Call call)
    {
        var name = call.Text("storage") ?? "local";
        if (call.Cluster.FindStorage(call.Node, name) is not { } storage)
            throw ApiError.Failure($"could not activate storage '{name}': storage '{name}' does not exist\ncould not get storage information for '{name}': storage '{name}' does not exist");
        if (!storage.Holds("backup"))
            throw ApiError.Failure($"could not get storage information for '{name}': can't use storage '{name}' for backups - wrong content type");
        return storage;
    }

    private static string? Obstacle(Call call, int vmid)
    {
        if (call.Cluster.FindVm(call.Node, vmid) is not { } vm) return $"unable to find VM '{vmid}'";
        return vm.Config.Lock is { } reason ? $"VM is locked ({reason})" : null;
    }

    private static IEnumerable<Step> Backup(Call call, Vm vm, Storage storage, WorkerTask task)
    {
        var cluster = call.Cluster;
        var config = Saved(vm);
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        task.Log.Add($"INFO: Starting Backup of VM {vm.Vmid} (qemu)");
        vm.Config["lock"] = "backup";
        held.Dispose();
        try
        {
            var size = Disks(cluster, vm.Node, config).Sum(d => d.Size);
            foreach (var step in task.Finish(TimeSpan.FromSeconds(cluster.Durations.Backup) + DiskWork.CopyTime(cluster, size))) yield return step;
            var id = Store(cluster, vm, storage, config, size, call.Text("compress"), call.Flag("protected"), call.Text("notes-template"));
            task.Log.Add($"INFO: creating vzdump archive '{storage.Definition.Path}/dump/{id[(id.LastIndexOf('/') + 1)..]}'");
            Prune(call, vm, storage);
            task.Log.Add($"INFO: Finished Backup of VM {vm.Vmid}");
        }
        finally
        {
            vm.Config["lock"] = null;
        }
    }

    private static string Store(Cluster cluster, Vm vm, Storage storage, IReadOnlyDictionary<string, string> config, long size, string? compress, bool isProtected, string? notes)
    {
        var stamp = cluster.Clock.WallClock(cluster.Timeline.Now).ToString("yyyy_MM_dd-HH_mm_ss", CultureInfo.InvariantCulture);
        var format = compress switch { "zstd" => "vma.zst", "gzip" or "1" => "vma.gz", "lzo" => "vma.lzo", _ => "vma" };
        var id = $"{storage.Id}:backup/vzdump-qemu-{vm.Vmid}-{stamp}.{format}";
        storage.Volumes[id] = new Volume(id, vm.Vmid, format, Math.Max(size / 4, 4096), "backup", null, cluster.Timeline.Now)
        {
            Backup = config,
            Protected = isProtected,
            Notes = notes is null ? null : NotesOf(notes, vm),
        };
        return id;
    }

    /// <summary>A backup that somebody else made.</summary>
    public static string Leave(Cluster cluster, Vm vm, string storageId)
    {
        var storage = cluster.Storage(vm.Node, storageId);
        var config = Saved(vm);
        return Inspection.Name(storage, vm.Node, Store(cluster, vm, storage, config, Disks(cluster, vm.Node, config).Sum(d => d.Size), "zstd", false, null));
    }

    private static Dictionary<string, string> Saved(Vm vm) =>
        vm.Config.Values.Where(v => !v.Key.StartsWith("unused", StringComparison.Ordinal) && v.Key != "lock").ToDictionary(v => v.Key, v => v.Value);

    private static string NotesOf(string template, Vm vm) => Escaped().Replace(template, match => match.Value == @"\n" ? "\n" : match.Value[1..])
        .Replace("{{guestname}}", vm.Config["name"], StringComparison.Ordinal)
        .Replace("{{vmid}}", vm.Vmid.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{{node}}", vm.Node, StringComparison.Ordinal);

    private static void Prune(Call call, Vm vm, Storage storage)
    {
        const string KeepLast = "keep-last=";
        var keep = call.Text("prune-backups")?.Split(',').FirstOrDefault(k => k.StartsWith(KeepLast, StringComparison.Ordinal));
        if (keep is null || call.Text("remove") == "0") return;
        var backups = storage.Volumes.Values.Where(v => v.Content == "backup" && v.Vmid == vm.Vmid && !v.Protected).OrderByDescending(v => v.Created);
        foreach (var old in backups.Skip(int.Parse(keep[KeepLast.Length..], CultureInfo.InvariantCulture)).ToList()) storage.Volumes.Remove(old.Id);
    }

    private static IEnumerable<Volume> Disks(Cluster cluster, string node, IReadOnlyDictionary<string, string> config) =>
        config.Where(v => VmOptions.IsDrive(v.Key))
            .Select(v => cluster.Locate(node, PropertyString.Parse(v.Value, VmOptions.DriveFormat(v.Key))["file"])?.Volume)
            .OfType<Volume>();

    /// <summary>Creating a VM from a backup.</summary>
    public static void Restore(Call call)
    {
        var cluster = call.Cluster;
        var id = call.Required("archive");
        if (cluster.Locate(call.Node, id) is not { Volume.Backup: { } config }) throw ApiError.Failure($"volume '{id}' does not exist");
        var former = cluster.Vms.GetValueOrDefault(call.Vmid);
        if (former is not null)
        {
            if (!call.Flag("force") || former.Node != call.Node) throw ApiError.Failure($"unable to restore VM {call.Vmid} - VM {call.Vmid} already exists on node '{former.Node}'");
            if (former.Config.Lock is { } reason) throw ApiError.Failure($"unable to restore VM {call.Vmid} - VM is locked ({reason})");
            if (former.Running) throw ApiError.Failure($"unable to restore VM {call.Vmid} - vm is running");
            if (former.Config.IsOn("protection")) throw ApiError.Failure($"unable to restore VM {call.Vmid} - protection mode enabled");
        }
        var changes = VmRoutes.Options(call);
        ConfigChange.DemandValid(call, changes);
        var vm = former ?? new Vm(call.Vmid, call.Node, cluster.Timeline) { Guest = cluster.Scenario.NewGuest, Pool = call.Text("pool") };
        vm.Config["lock"] = "create";
        cluster.Vms[vm.Vmid] = vm;
        call.StartVmTask("qmrestore", task => Restore(call, vm, former is not null, config, changes, task));
    }

    /// <summary>
    /// A machine that is overwritten keeps its configuration until the end, and for good if that is never reached; the disks that the backup
    /// replaces are gone by then. Those that it lacks become unused.
    /// </summary>
    private static IEnumerable<Step> Restore(Call call, Vm vm, bool overwrites, IReadOnlyDictionary<string, string> config, SortedDictionary<string, string> changes, WorkerTask task)
    {
        var cluster = call.Cluster;
        var kept = new List<string>();
        var made = new List<string>();
        foreach (var (option, volume) in OwnVolumes(cluster, vm).ToList())
            if (config.ContainsKey(option)) RemoveVolume(cluster, vm, volume);
            else if (!DiskWork.IsCloudInitVolume(volume)) kept.Add(volume);
        var done = false;
        try
        {
            var restored = new Dictionary<string, string>(config);
            foreach (var (option, value) in config.Where(v => VmOptions.IsDrive(v.Key)))
            {
                var drive = PropertyString.Parse(value, VmOptions.DriveFormat(option));
                if (!drive["file"].Contains(':', StringComparison.Ordinal) || drive.GetValueOrDefault("size") is not { } size && !DiskWork.IsCloudInitVolume(drive["file"])) continue;
                var bytes = drive.TryGetValue("size", out var text) ? DiskSize.Parse(text) : 0;
                var storage = call.Text("storage") ?? drive["file"].Split(':')[0];
                if (cluster.Storage(vm.Node, storage).UsesFiles && drive["file"].EndsWith(".qcow2", StringComparison.Ordinal)) drive["format"] = "qcow2";
                drive["file"] = DiskWork.IsCloudInitVolume(drive["file"]) ? $"{storage}:cloudinit" : $"{storage}:{(bytes / (double)(1L << 30)).ToString("0.######", CultureInfo.InvariantCulture)}";
                drive.Remove("size");
                foreach (var step in DiskWork.Materialise(cluster, vm, option, PropertyString.Print(drive, VmOptions.DriveFormat(option)), task.Log, text => made.Add(restored[option] = text))) yield return step;
                yield return Step.Pause(DiskWork.CopyTime(cluster, bytes));
            }
            foreach (var step in task.Finish(TimeSpan.FromSeconds(cluster.Durations.Create))) yield return step;
            vm.Config = new VmConfig();
            foreach (var (option, value) in restored.Concat(changes)) vm.Config[option] = ConfigChange.Complete(cluster, option, value);
            vm.Config["vmgenid"] = cluster.Random.Uuid();
            if (call.Flag("unique")) MakeUnique(cluster, vm);
            for (var i = 0; i < kept.Count; i++) vm.Config[$"unused{i}"] = kept[i];
            done = true;
        }
        finally
        {
            if (!done)
            {
                foreach (var text in made) RemoveVolume(cluster, vm, PropertyString.Parse(text, VmOptions.DriveFormat("scsi0"))["file"]);
                vm.Config["lock"] = null;
                if (!overwrites) cluster.Remove(vm);
            }
        }
        if (call.Flag("start")) cluster.PowerOn(vm);
    }

    /// <summary>The volumes in a machine's configuration that bear its id, unused ones too.</summary>
    private static IEnumerable<(string Option, string Volume)> OwnVolumes(Cluster cluster, Vm vm) => vm.Config.Values.Where(v => VmOptions.IsVolume(v.Key))
        .Select(v => (v.Key, File: PropertyString.Parse(v.Value, VmOptions.DriveFormat(v.Key)).GetValueOrDefault("file") ?? ""))
        .Where(v => cluster.Locate(vm.Node, v.File) is { Volume: { } volume } && volume.Vmid == vm.Vmid && volume.Content == "images");

    private static void RemoveVolume(Cluster cluster, Vm vm, string id) => cluster.Locate(vm.Node, id)?.Storage.Volumes.Remove(id);

    private static void MakeUnique(Cluster cluster, Vm vm)
    {
        vm.Config["vmgenid"] = cluster.Random.Uuid();
        foreach (var option in vm.Config.Values.Keys.Where(VmOptions.IsNet).ToList()) vm.Config[option] = CloneRoutes.NewMac(cluster, vm.Config[option]!);
    }

    [GeneratedRegex(@"\\[n\\]")]
    private static partial Regex Escaped();
}
