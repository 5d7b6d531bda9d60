namespace Provisioning.Lab;

/// <summary>Growing, moving and unlinking disks.</summary>
internal static class DiskRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}";

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    public static IEnumerable<Route> All()
    {
        var mayChange = Route.Needs("/vms/{vmid}", "VM.Config.Disk");
        yield return Route.Waiting("PUT", Path + "/resize", mayChange, Resize, """
            disk! str /(ide[0-3]|sata[0-5]|scsi([0-9]|[12]\d|30)|virtio([0-9]|1[0-5])|efidisk0|tpmstate0)/
            size! str /\+?\d+(\.\d+)?[KMGT]?/
            digest str max=40
            skiplock bool
            """);
        yield return Route.Waiting("PUT", Path + "/unlink", mayChange, Unlink, "idlist! str configid-list\nforce bool");
        foreach (var name in new[] { "move_disk", "move" })
            yield return Route.Task("POST", $"{Path}/{name}", mayChange, Move, """
                disk! str
                storage str storage-id
                format enum raw qcow2 vmdk
                delete bool
                digest str max=40
                bwlimit int 0..
                target-disk str
                target-digest str max=40
                target-vmid int 100..999999999
                """);
    }

    private static IEnumerable<Step> Resize(Call call)
    {
        if (call.Flag("skiplock") && !call.Caller.IsRoot) throw ApiError.Parameter("skiplock", "Only root may use this option.");
        if (call.Cluster.Scenario.ResizeReturnsNull) return ResizeNow(call, null);
        call.StartTask("resize", call.Required("vmid"), task => ResizeNow(call, task));
        return [];
    }

    private static IEnumerable<Step> ResizeNow(Call call, WorkerTask? task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm = call.Vm;
        if (call.Text("digest") is { } digest && digest != vm.Config.Digest) throw ApiError.Failure("checksum mismatch (file change by other user?)");
        if (!call.Flag("skiplock")) vm.DemandUnlocked();
        var option = call.Required("disk");
        if (vm.Config[option] is not { } text) throw ApiError.Failure($"disk '{option}' does not exist");
        var drive = PropertyString.Parse(text, VmOptions.DriveFormat(option));
        if (drive.GetValueOrDefault("media") == "cdrom") throw ApiError.Failure("you can't resize a cdrom");
        if (call.Cluster.Locate(vm.Node, drive["file"]) is not { Volume: { } volume } place) throw ApiError.Failure($"volume '{drive["file"]}' does not exist");
        var wanted = call.Required("size");
        var size = wanted.StartsWith('+') ? volume.Size + DiskSize.Parse(wanted[1..]) : DiskSize.Parse(wanted);
        if (size < volume.Size) throw ApiError.Failure("shrinking disks is not supported");
        if (task is null) yield return Step.Seconds(call.Cluster.Durations.Resize);
        else foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Resize))) yield return step;
        if (size == volume.Size) yield break;
        if (!vm.Running) task?.Log.Add("Image resized.");
        place.Storage.Volumes[volume.Id] = volume with { Size = size };
        drive["size"] = DiskSize.Format(size);
        vm.Config[option] = PropertyString.Print(drive, VmOptions.DriveFormat(option));
    }

    /// <summary>The same as deleting the slots from the configuration.</summary>
    private static IEnumerable<Step> Unlink(Call call)
    {
        call.Parameters["delete"] = call.Required("idlist");
        call.Parameters.Remove("idlist");
        var change = ConfigChange.Read(call);
        var vm = call.Vm;
        change.DemandApplicable(vm);
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        change.DemandApplicable(call.Vm);
        foreach (var step in change.Apply(call.Vm, [])) yield return step;
    }

    private static void Move(Call call)
    {
        var vm = call.Vm;
        vm.DemandUnlocked();
        var option = call.Required("disk");
        if (vm.Config[option] is null) throw ApiError.Failure($"disk '{option}' does not exist");
        if (call.Text("digest") is { } digest && digest != vm.Config.Digest) throw ApiError.Failure("checksum mismatch (file change by other user?)");
        var storage = call.Text("storage") ?? throw ApiError.Parameter("storage", "property is missing");
        call.Cluster.Storage(call.Node, storage);
        call.Demand($"/storage/{storage}", "Datastore.AllocateSpace");
        call.StartVmTask("qmmove", task => Move(call, option, storage, task));
    }

    private static IEnumerable<Step> Move(Call call, string option, string storage, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm = call.Vm;
        vm.DemandUnlocked();
        var text = vm.Config[option] ?? throw ApiError.Failure($"disk '{option}' does not exist");
        var file = PropertyString.Parse(text, VmOptions.DriveFormat(option))["file"];
        var source = call.Cluster.Locate(vm.Node, file);
        if (source is not { Volume: not null }) throw ApiError.Failure($"volume '{file}' does not exist");
        if (source.Value.Storage.Id == storage && call.Text("format") is null) throw ApiError.Failure("you can't move to the same storage with same format");
        task.Log.Add($"moving disk '{option}' to storage '{storage}'");
        var plan = new CopyPlan(vm.Node, true, storage, call.Text("format"), "storage migration failed: ");
        var done = false;
        try
        {
            var moved = text;
            foreach (var step in DiskWork.Copy(call.Cluster, vm, option, text, plan, task.Log, made => moved = made)) yield return step;
            foreach (var step in task.Finish(TimeSpan.Zero)) yield return step;
            vm.Config[option] = moved;
            done = true;
        }
        finally
        {
            if (!done) plan.Undo();
        }
        if (call.Flag("delete"))
        {
            task.Log.Add($"removing source volume '{file}' after successful copy");
            source.Value.Storage.Volumes.Remove(file);
        }
        else
        {
            for (var i = 0; !vm.Config.Values.TryAdd($"unused{i}", file); i++) continue;
        }
    }
}
