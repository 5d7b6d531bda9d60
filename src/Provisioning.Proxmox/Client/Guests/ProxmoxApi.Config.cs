namespace Provisioning.Proxmox.Client;

/// <content>Configurations of machines.</content>
public sealed partial class ProxmoxApi
{
    /// <summary>Reads a machine's configuration, changes that wait for a restart included.</summary>
    /// <exception cref="ProvisioningException">MachineMissing.</exception>
    public async Task<VmConfig> GetConfigAsync(VmRef vm, CancellationToken cancellation)
    {
        var data = JsonObject.From(await GetAsync(VmPath(vm, "/config"), vm.ToString(), cancellation).ConfigureAwait(false));
        var lines = new List<KeyValuePair<string, string>>();
        foreach (var member in data.Members)
            if (JsonObject.TextOf(member.Value) is { } text) lines.Add(new(member.Name, text));
        return new VmConfig(lines);
    }

    /// <summary>
    /// Changes a configuration and waits for it: up to 10 s for the machine's lock, and 30 s in all when another node does it. For what
    /// takes no time; anything that makes disks belongs to <see cref="StartConfigChangeAsync"/>.
    /// </summary>
    /// <exception cref="ProvisioningException">MachineLocked, LockTimeout, ConfigurationChanged, ParametersRefused, MachineMissing, OutcomeUnknown.</exception>
    public Task ChangeConfigAsync(VmRef vm, ConfigChange change, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, VmPath(vm, "/config"), ToForm(change), vm.ToString(), cancellation);

    /// <summary>Changes a configuration in a task; with a wait of 1 to 30 s, the server answers null when it was done in that time.</summary>
    /// <returns>The task, or null when it is done already.</returns>
    /// <exception cref="ProvisioningException">As <see cref="ChangeConfigAsync"/>; what goes wrong later is the task's result.</exception>
    public Task<Upid?> StartConfigChangeAsync(VmRef vm, ConfigChange change, int? waitSeconds, CancellationToken cancellation) =>
        StartOptionalTaskAsync(HttpMethod.Post, VmPath(vm, "/config"), ToForm(change).Add("background_delay", waitSeconds), vm.ToString(), cancellation);

    /// <summary>Enlarges a disk to a size. Smaller than now fails in the task; the same size is done at once.</summary>
    /// <returns>The task; null from Proxmox VE 7, which does it before it answers.</returns>
    public Task<Upid?> ResizeAsync(VmRef vm, string slot, DiskSize size, CancellationToken cancellation) =>
        StartOptionalTaskAsync(HttpMethod.Put, VmPath(vm, "/resize"), new Form().Add("disk", slot).Add("size", size.ToString()), vm.ToString(), cancellation);

    /// <summary>Takes drives out of a machine: to <c>unusedN</c>, or with <paramref name="destroy"/> for good.</summary>
    public Task UnlinkAsync(VmRef vm, IEnumerable<string> slots, bool destroy, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, VmPath(vm, "/unlink"), new Form().Add("idlist", string.Join(',', slots)).Add("force", destroy ? true : null), vm.ToString(), cancellation);

    /// <summary>Writes cloud-init's drive anew from the configuration (7.2 and later); a start does so too.</summary>
    public Task RegenerateCloudInitAsync(VmRef vm, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, VmPath(vm, "/cloudinit"), new Form(), vm.ToString(), cancellation);

    private static Form ToForm(ConfigChange change)
    {
        var form = new Form();
        foreach (var (key, value) in change.Sets) form.Add(key, value);
        return form.Add("delete", string.Join(',', change.Deletes)).Add("digest", change.Digest);
    }
}
