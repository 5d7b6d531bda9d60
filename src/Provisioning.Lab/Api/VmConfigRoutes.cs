using Newtonsoft.Json.Linq;

namespace Provisioning.Lab;

/// <summary>Reading and changing the configuration of a VM.</summary>
internal static class VmConfigRoutes
{
    private const string Path = "/nodes/{node}/qemu/{vmid}";

    private static readonly TimeSpan s_lockWait = TimeSpan.FromSeconds(10);

    private static readonly string[] s_any =
        ["VM.Config.Disk", "VM.Config.CDROM", "VM.Config.CPU", "VM.Config.Memory", "VM.Config.Network", "VM.Config.HWType", "VM.Config.Options", "VM.Config.Cloudinit"];

    public static IEnumerable<Route> All()
    {
        var mayRead = Route.Needs("/vms/{vmid}", "VM.Audit");
        var mayChange = Route.Needs("/vms/{vmid}", s_any);
        yield return Route.Of("GET", Path + "/config", mayRead, Read, "current bool\nsnapshot str max=40 configid");
        yield return Route.Of("GET", Path + "/pending", mayRead, Pending);
        yield return Route.Waiting("PUT", Path + "/config", mayChange, Change) with { Parameters = VmOptions.Update };
        yield return Route.Waiting("POST", Path + "/config", mayChange, ChangeInBackground) with { Parameters = VmOptions.UpdateInBackground };
    }

    /// <summary>A configuration as JSON.</summary>
    public static JObject Show(IEnumerable<KeyValuePair<string, string>> values) =>
        new(values.Select(v => new JProperty(v.Key, VmConfig.ToJson(v.Key, v.Value))));

    private static JToken Read(Call call)
    {
        var config = call.Vm.Config;
        if (call.Text("snapshot") is { } name)
        {
            if (!config.Snapshots.TryGetValue(name, out var snapshot)) throw ApiError.Failure($"snapshot '{name}' does not exist");
            return Show(snapshot.Values);
        }
        var shown = Show(call.Flag("current") ? config.Values : config.Merged());
        if (call.Cluster.Scenario.DescriptionEndsWithLineFeed && (string?)shown["description"] is { } description) shown["description"] = description + "\n";
        if (config.Parent is { } parent) shown["parent"] = parent;
        shown["digest"] = config.Digest;
        return shown;
    }

    private static JToken Pending(Call call)
    {
        var config = call.Vm.Config;
        var list = new JArray();
        foreach (var option in config.Values.Keys.Union(config.Pending.Keys).Order(StringComparer.Ordinal))
        {
            var entry = new JObject { ["key"] = option };
            if (config[option] is { } value) entry["value"] = VmConfig.ToJson(option, value);
            if (config.Pending.TryGetValue(option, out var coming)) entry["pending"] = VmConfig.ToJson(option, coming);
            if (config.PendingDeletes.Contains(option)) entry["delete"] = 1;
            list.Add(entry);
        }
        list.Add(new JObject { ["key"] = "digest", ["value"] = config.Digest });
        return list;
    }

    private static IEnumerable<Step> Change(Call call)
    {
        var change = ConfigChange.Read(call);
        var vm = call.Vm;
        change.DemandApplicable(vm);
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        vm = call.Vm;
        change.DemandApplicable(vm);
        foreach (var step in change.Apply(vm, [])) yield return step;
    }

    /// <summary>The same change in a task; with a delay the call waits for its end, and answers null when it came in time.</summary>
    private static IEnumerable<Step> ChangeInBackground(Call call)
    {
        var change = ConfigChange.Read(call);
        var vm = call.Vm;
        change.DemandApplicable(vm);
        var held = new Lease();
        try
        {
            yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
            vm = call.Vm;
            change.DemandApplicable(vm);
        }
        finally
        {
            held.Dispose();
        }
        call.StartVmTask("qmconfig", task => Work(call, change, task));
        if (call.Int("background_delay") is not { } seconds) yield break;
        var task = call.Cluster.Tasks.Find((string)call.Data!)!;
        var deadline = call.Now + TimeSpan.FromSeconds(seconds);
        while (task.IsRunning && call.Now < deadline) yield return Step.Seconds(0.1);
        if (task.IsRunning) yield break;
        if (task.ExitStatus is not "OK" && !task.ExitStatus!.StartsWith("WARNINGS", StringComparison.Ordinal)) throw ApiError.Failure(task.ExitStatus);
        call.Data = null;
    }

    private static IEnumerable<Step> Work(Call call, ConfigChange change, WorkerTask task)
    {
        var vm = call.Vm;
        using var held = new Lease();
        yield return held.Take(vm.FileLock, shared: false, s_lockWait, vm.LockTimeoutText);
        task.Log.Add($"update VM {vm.Vmid}: {string.Join(' ', change.Values.Select(v => $"-{v.Key} {(v.Key == "cipassword" ? "<hidden>" : v.Value)}"))}");
        foreach (var step in task.Finish(TimeSpan.FromSeconds(call.Cluster.Durations.Configure))) yield return step;
        foreach (var step in change.Apply(vm, task.Log)) yield return step;
    }
}
