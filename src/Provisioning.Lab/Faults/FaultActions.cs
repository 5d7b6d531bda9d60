using System.Globalization;

namespace Provisioning.Lab;

/// <summary>Carries out what a fault says.</summary>
internal static class FaultActions
{
    /// <summary>What happens before a request is worked on.</summary>
    public static IEnumerable<Step> Before(Cluster cluster, Call call, Exchange exchange)
    {
        if (call.Effect is not { } effect) yield break;
        ChangeNodes(cluster, effect);
        foreach (var holder in effect.Hold) Hold(cluster, holder, TimeSpan.FromSeconds(effect.HoldSeconds));
        if (effect.DelaySeconds > 0) yield return Step.Seconds(effect.DelaySeconds);
        if (effect.StealVmid == LabMoment.Before) StealVmid(cluster, call);
        if (effect.Hang == LabMoment.Before) yield return Step.Forever;
        if (effect.Drop == LabMoment.Before)
        {
            exchange.Drop();
            yield return Step.Forever;
        }
        if (effect is { Status: not null, StatusMoment: LabMoment.Before }) throw Answer(effect);
    }

    /// <summary>What becomes of the answer of a request that was worked on; null is silence.</summary>
    public static LabResponse? After(Call call, LabResponse response)
    {
        if (call.Effect is not { } effect) return response;
        if (effect.Hang == LabMoment.After) return null;
        if (effect.Drop == LabMoment.After) return new LabResponse { Status = 0, Dropped = true };
        if (effect is { Status: { } status, StatusMoment: LabMoment.After })
            return new LabResponse { Status = status, Reason = effect.Text ?? DefaultText(status), CloseConnection = true };
        if (effect.Garbage is { } garbage) response = response with { Body = garbage };
        return effect.Truncate ? response with { TruncateAt = response.Body.Length / 2, CloseConnection = true } : response;
    }

    /// <summary>Puts someone else's VM where the request wants its own.</summary>
    public static void StealVmid(Cluster cluster, Call call)
    {
        var wanted = LabFaults.VmidsOf(Uri.UnescapeDataString(call.Request.Path), $"{call.Request.Query}&{call.Request.Body}");
        if (wanted.Count == 0 || cluster.Vms.ContainsKey(wanted[^1])) return;
        cluster.Add(new ScenarioVm
        {
            Vmid = wanted[^1],
            Node = cluster.Nodes.Values.First(n => n.Online).Name,
            Config = new Dictionary<string, string> { ["name"] = "foreign", ["description"] = "someone else's VM", ["memory"] = "512" },
        });
    }

    /// <summary>Holds a lock for a while, as if another process had it.</summary>
    public static void Hold(Cluster cluster, string holder, TimeSpan time)
    {
        var parts = holder.Split(':', 2);
        foreach (var theLock in Find(cluster, parts[0], parts[^1]).ToList())
            new Process(cluster.Timeline, Holding(theLock, parts[0] == "workers" ? cluster.Scenario.Workers : 1, time), _ => { }).Advance();
    }

    public static void SetOnline(Cluster cluster, string name, bool online)
    {
        var node = cluster.Nodes[name];
        node.Online = online;
        if (online) return;
        foreach (var vm in cluster.Vms.Values.Where(v => v.Node == name)) vm.StartedAt = null;
        foreach (var exchange in cluster.Open.ToList()) exchange.NodeWentDown(name);
        foreach (var task in cluster.Tasks.All.Where(t => t.Node == name && t.IsRunning).ToList())
            task.Process!.Fail(ApiError.Failure("unexpected status"));
    }

    private static void ChangeNodes(Cluster cluster, LabEffect effect)
    {
        if (effect.NodeDown is { } down) SetOnline(cluster, down, false);
        if (effect.NodeUp is { } up) SetOnline(cluster, up, true);
    }

    private static IEnumerable<SimulatedLock> Find(Cluster cluster, string kind, string name) => kind switch
    {
        "vm" => cluster.Vms.TryGetValue(int.Parse(name, CultureInfo.InvariantCulture), out var vm) ? [vm.FileLock] : [],
        "storage" => cluster.AllStorages.Where(s => s.Id == name).Select(s => s.AllocationLock),
        "workers" => [cluster.Nodes[name].Workers],
        _ => throw new ArgumentException($"There is no lock of the kind '{kind}'; it must be vm, storage or workers."),
    };

    private static IEnumerable<Step> Holding(SimulatedLock theLock, int shares, TimeSpan time)
    {
        var leases = Enumerable.Range(0, shares).Select(_ => new Lease()).ToList();
        try
        {
            foreach (var lease in leases) yield return lease.Take(theLock, shares > 1, null, string.Empty);
            yield return Step.Pause(time);
        }
        finally
        {
            foreach (var lease in leases) lease.Dispose();
        }
    }

    private static ApiError Answer(LabEffect effect)
    {
        var status = effect.Status!.Value;
        var text = effect.Text ?? DefaultText(status);
        return status switch
        {
            500 => ApiError.Failure(text),
            403 => ApiError.Forbidden(effect.Text ?? "/, injected"),
            _ => ApiError.Transport(status, text),
        };
    }

    private static string DefaultText(int status) => status switch
    {
        401 => "Authentication failed!",
        500 => "got no worker upid - start worker failed",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        595 => "No route to host",
        596 => "Connection timed out",
        599 => "Too many redirections",
        _ => "Injected fault",
    };
}
