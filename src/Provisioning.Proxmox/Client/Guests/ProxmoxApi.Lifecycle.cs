namespace Provisioning.Proxmox.Client;

/// <content>Machines coming, going, starting and stopping. An answered task may still fail: a missing or locked machine often shows only there.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>The machines of a node.</summary>
    public async Task<IReadOnlyList<NodeGuest>> ListGuestsAsync(string node, CancellationToken cancellation)
    {
        var guests = new List<NodeGuest>();
        foreach (var item in JsonReply.List(await GetAsync($"/nodes/{Segment(node)}/qemu", node, cancellation).ConfigureAwait(false)))
            guests.Add(NodeGuest.From(node, JsonObject.From(item)));
        return guests;
    }

    /// <summary>What a machine is doing right now.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public async Task<VmState> GetStateAsync(VmRef vm, CancellationToken cancellation) =>
        VmState.From(JsonObject.From(await GetAsync(VmPath(vm, "/status/current"), vm.ToString(), cancellation).ConfigureAwait(false)));

    /// <summary>Makes a machine from keys of its configuration; disks as <c>SID:GiB</c>.</summary>
    /// <exception cref="ProvisioningException">RemoteIdTaken, ParametersRefused, PrivilegeMissing, OutcomeUnknown.</exception>
    public Task<Upid> CreateAsync(VmRef vm, ConfigChange configuration, CancellationToken cancellation)
    {
        var form = new Form().Add("vmid", vm.Id);
        foreach (var (key, value) in configuration.Sets) form.Add(key, value);
        return StartTaskAsync(HttpMethod.Post, $"/nodes/{Segment(vm.Node)}/qemu", form, vm.ToString(), cancellation);
    }

    /// <summary>Clones a machine or template. The task's id is the <em>source's</em> VMID.</summary>
    /// <exception cref="ProvisioningException">RemoteIdTaken, MachineLocked, MachineMissing (the source), PrivilegeMissing, OutcomeUnknown; ServerRefused for a storage, format or target that does not fit.</exception>
    public Task<Upid> CloneAsync(VmRef source, CloneRequest request, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, VmPath(source, "/clone"), new Form()
            .Add("newid", request.NewId)
            .Add("name", request.Name)
            .Add("description", request.Description)
            .Add("full", request.Full)
            .Add("storage", request.Storage)
            .Add("format", request.Format)
            .Add("target", request.TargetNode)
            .Add("pool", request.Pool)
            .Add("snapname", request.Snapshot)
            .Add("bwlimit", request.BandwidthLimitKiBps), source.ToString(), cancellation);

    /// <summary>Makes a stopped machine a template.</summary>
    public Task<Upid> ConvertToTemplateAsync(VmRef vm, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, VmPath(vm, "/template"), new Form(), vm.ToString(), cancellation);

    /// <summary>Destroys a stopped machine with its disks.</summary>
    /// <param name="vm">The machine.</param>
    /// <param name="purge">Also takes it out of backup jobs, replication and HA.</param>
    /// <param name="destroyUnreferencedDisks">Also destroys disks that carry its VMID on any storage and stand in no configuration.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ProvisioningException">MachineMissing, ServerRefused (running, protected), OutcomeUnknown.</exception>
    public Task<Upid> DeleteAsync(VmRef vm, bool purge, bool destroyUnreferencedDisks, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Delete, VmPath(vm, ""), new Form()
            .Add("purge", purge ? true : null)
            .Add("destroy-unreferenced-disks", destroyUnreferencedDisks), vm.ToString(), cancellation);

    /// <summary>Starts a machine. When it runs already the task fails; one suspended to disk resumes.</summary>
    public Task<Upid> StartAsync(VmRef vm, CancellationToken cancellation) => PowerAsync(vm, "start", new Form(), cancellation);

    /// <summary>Pulls the plug. A machine that is off stays off, successfully.</summary>
    /// <param name="vm">The machine.</param>
    /// <param name="overruleShutdown">Ends a running shutdown task first instead of waiting for it (8.0 and later).</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Upid> StopAsync(VmRef vm, bool overruleShutdown, CancellationToken cancellation) =>
        PowerAsync(vm, "stop", new Form().Add("overrule-shutdown", overruleShutdown ? true : null), cancellation);

    /// <summary>Asks the guest to shut down, for so many seconds, and then pulls the plug if that is wanted.</summary>
    public Task<Upid> ShutdownAsync(VmRef vm, int timeoutSeconds, bool forceStop, CancellationToken cancellation) =>
        PowerAsync(vm, "shutdown", new Form().Add("timeout", timeoutSeconds).Add("forceStop", forceStop ? true : null), cancellation);

    /// <summary>Shuts a guest down and starts it again, which also brings waiting changes of the configuration into effect.</summary>
    public Task<Upid> RebootAsync(VmRef vm, int timeoutSeconds, CancellationToken cancellation) =>
        PowerAsync(vm, "reboot", new Form().Add("timeout", timeoutSeconds), cancellation);

    /// <summary>Presses the reset button of a running machine.</summary>
    public Task<Upid> ResetAsync(VmRef vm, CancellationToken cancellation) => PowerAsync(vm, "reset", new Form(), cancellation);

    /// <summary>Pauses a running machine, in memory or to disk.</summary>
    public Task<Upid> SuspendAsync(VmRef vm, bool toDisk, CancellationToken cancellation) =>
        PowerAsync(vm, "suspend", new Form().Add("todisk", toDisk ? true : null), cancellation);

    /// <summary>Continues a paused machine.</summary>
    public Task<Upid> ResumeAsync(VmRef vm, CancellationToken cancellation) => PowerAsync(vm, "resume", new Form(), cancellation);

    private Task<Upid> PowerAsync(VmRef vm, string action, Form form, CancellationToken cancellation) =>
        StartTaskAsync(HttpMethod.Post, VmPath(vm, "/status/" + action), form, vm.ToString(), cancellation);
}
