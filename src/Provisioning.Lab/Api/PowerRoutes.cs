namespace Provisioning.Lab;

/// <summary>Starting, stopping and pausing VMs.</summary>
internal static class PowerRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}/status/";

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    public static IEnumerable<Route> All()
    {
        var may = Route.Needs("/vms/{vmid}", "VM.PowerMgmt");
        yield return Route.Task("POST", Path + "start", may, Start, """
            force-cpu str
            machine str
            migratedfrom str node
            migration_network str
            migration_type enum secure insecure
            nets-host-mtu str
            skiplock bool
            stateuri str max=128
            targetstorage str
            timeout int 0..
            with-conntrack-state bool
            """);
        yield return Route.Task("POST", Path + "stop", may, Stop, "keepActive bool\nmigratedfrom str node\noverrule-shutdown bool\nskiplock bool\ntimeout int 0..");
        yield return Route.Task("POST", Path + "shutdown", may, Shutdown, "forceStop bool\nkeepActive bool\nskiplock bool\ntimeout int 0..");
        yield return Route.Task("POST", Path + "reboot", may, c => Toggle(c, "qmreboot", vm => PowerOn(c.Cluster, vm)), "timeout int 0..");
        yield return Route.Task("POST", Path + "reset", may, c => Toggle(c, "qmreset", vm => vm.StartedAt = c.Now), "skiplock bool");
        yield return Route.Task("POST", Path + "suspend", may, Suspend, "skiplock bool\nstatestorage str requires=todisk storage-id\ntodisk bool");
        yield return Route.Task("POST", Path + "resume", may, c => Toggle(c, "qmresume", vm => vm.Paused = false), "nocheck bool\nskiplock bool");
    }

    /// <summary>With high availability the task only asks for the new state and ends; the VM follows later.</summary>
    private static bool AskedOfHa(Call call, string type, bool running)
    {
        if (call.Cluster.FindVm(call.Node, call.Vmid) is not { HaManaged: true } vm) return false;
        call.StartVmTask(type, task => task.Finish(TimeSpan.Zero));
        call.Cluster.Timeline.After(TimeSpan.FromSeconds(call.Cluster.Durations.HaReaction), () =>
        {
            if (vm.Running == running) return;
            if (running) PowerOn(call.Cluster, vm);
            else PowerOff(vm);
        });
        return true;
    }

    private static void Start(Call call)
    {
        DemandSkipLock(call);
        if (!AskedOfHa(call, "hastart", running: true)) call.StartVmTask("qmstart", task => Start(call, task));
    }

    private static IEnumerable<Step> Start(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm = call.Vm;
        if (!call.Flag("skiplock")) vm.DemandUnlocked(except: "suspended");
        if (vm.Running) throw ApiError.Failure($"VM {vm.Vmid} already running");
        if (vm.Config.IsTemplate) throw ApiError.Failure("you can't start a vm if it's a template");
        if (vm.Config.Drives.Any(d => DiskWork.IsCloudInitVolume(vm.Config[d]!))) task.Log.Add("generating cloud-init ISO");
        if (vm.Config.Lock == "suspended") task.Log.Add("Resuming suspended VM");
        DemandBridges(call.Cluster, vm);
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Start))) yield return step;
        if (vm.Config.Lock == "suspended") vm.Config["lock"] = null;
        PowerOn(call.Cluster, vm);
    }

    private static void Stop(Call call)
    {
        DemandSkipLock(call);
        if (call.Flag("overrule-shutdown"))
            foreach (var shutdown in call.Cluster.Tasks.All.Where(t => t.IsRunning && t.Type == "qmshutdown" && t.Id == call.Required("vmid")).ToList())
                shutdown.Process!.Fail(ApiError.Failure("interrupted by signal"));
        if (!AskedOfHa(call, "hastop", running: false)) call.StartVmTask("qmstop", task => Stop(call, task));
    }

    private static IEnumerable<Step> Stop(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        if (!vm.Running)
        {
            foreach (var step in task.Finish(TimeSpan.Zero)) yield return step;
            yield break;
        }
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        if (!call.Flag("skiplock")) vm.DemandUnlocked();
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Stop))) yield return step;
        PowerOff(vm);
    }

    private static void Shutdown(Call call)
    {
        DemandSkipLock(call);
        if (!AskedOfHa(call, "hastop", running: false)) call.StartVmTask("qmshutdown", task => Shutdown(call, task));
    }

    private static IEnumerable<Step> Shutdown(Call call, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        if (!vm.Running)
        {
            foreach (var step in task.Finish(TimeSpan.Zero)) yield return step;
            yield break;
        }
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        if (!call.Flag("skiplock")) vm.DemandUnlocked();
        if (vm.AgentConfigured && !vm.AgentAnswers(call.Now))
        {
            yield return Step.Seconds(call.Cluster.Durations.AgentTimeout);
            task.Log.Add($"QEMU Guest Agent is not running - VM {vm.Vmid} qga command 'guest-ping' failed - got timeout");
        }
        var timeout = call.Int("timeout") ?? 180;
        if (vm.Guest.Acpi && !vm.Paused && vm.Guest.ShutdownSeconds <= timeout)
        {
            foreach (var step in task.Finish(TimeSpan.FromSeconds(vm.Guest.ShutdownSeconds))) yield return step;
            PowerOff(vm);
            yield break;
        }
        yield return Step.Seconds(timeout);
        if (!call.Flag("forceStop")) throw ApiError.Failure("VM quit/powerdown failed - got timeout");
        task.Log.Add("VM still running - terminating now with SIGTERM");
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Stop))) yield return step;
        PowerOff(vm);
    }

    private static void Suspend(Call call)
    {
        var toDisk = call.Flag("todisk");
        Toggle(call, toDisk ? "qmsuspend" : "qmpause", vm =>
        {
            if (!toDisk)
            {
                vm.Paused = true;
                return;
            }
            PowerOff(vm);
            vm.Config["lock"] = "suspended";
        });
    }

    private static void Toggle(Call call, string type, Action<Vm> effect)
    {
        DemandSkipLock(call);
        var vm = call.Vm;
        if (!vm.Running) throw ApiError.Failure($"VM {vm.Vmid} not running");
        call.StartVmTask(type, task => Toggle(call, task, effect));
    }

    private static IEnumerable<Step> Toggle(Call call, WorkerTask task, Action<Vm> effect)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        if (!call.Flag("skiplock")) vm.DemandUnlocked();
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Pause))) yield return step;
        effect(vm);
    }

    private static void PowerOn(Cluster cluster, Vm vm)
    {
        ApplyPending(vm.Config);
        cluster.PowerOn(vm);
    }

    private static void PowerOff(Vm vm)
    {
        vm.StartedAt = null;
        vm.Paused = false;
        ApplyPending(vm.Config);
    }

    /// <summary>What waited for the next start takes effect.</summary>
    private static void ApplyPending(VmConfig config)
    {
        foreach (var option in config.PendingDeletes) config[option] = null;
        foreach (var (option, value) in config.Pending) config[option] = value;
        config.PendingDeletes.Clear();
        config.Pending.Clear();
    }

    private static void DemandSkipLock(Call call)
    {
        foreach (var option in new[] { "skiplock", "keepActive", "stateuri", "migratedfrom" })
            if (call.Text(option) is not null && call.Text(option) != "0" && !call.Caller.IsRoot)
                throw ApiError.Parameter(option, "Only root may use this option.");
    }

    private static void DemandBridges(Cluster cluster, Vm vm)
    {
        foreach (var net in vm.Config.Values.Where(v => VmOptions.IsNet(v.Key)))
            if (PropertyString.Parse(net.Value, "net").TryGetValue("bridge", out var bridge) && !cluster.Nodes[vm.Node].Definition.Bridges.Contains(bridge))
                throw ApiError.Failure($"bridge '{bridge}' does not exist");
    }
}
