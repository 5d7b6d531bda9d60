namespace Provisioning.Lab;

/// <summary>A change of a configuration: what is set, deleted and reverted, checked and then carried out.</summary>
internal sealed class ConfigChange
{
    private static readonly HashSet<string> s_control =
        ["node", "vmid", "delete", "revert", "digest", "force", "skiplock", "background_delay", "import-working-storage"];

    private readonly Call _call;
    private readonly SortedDictionary<string, string> _set = new(StringComparer.Ordinal);
    private readonly string[] _delete;
    private readonly string[] _revert;

    private ConfigChange(Call call)
    {
        _call = call;
        _delete = Formats.Words(call.Text("delete") ?? string.Empty);
        _revert = Formats.Words(call.Text("revert") ?? string.Empty);
        foreach (var (option, value) in call.Parameters)
            if (!s_control.Contains(option)) _set[option == "cdrom" ? "ide2" : option] = value;
    }

    public IReadOnlyDictionary<string, string> Values => _set;

    private Cluster Cluster => _call.Cluster;

    private bool SkipLock => _call.Flag("skiplock");

    /// <summary>Reads the change and refuses what is wrong with it in itself.</summary>
    public static ConfigChange Read(Call call)
    {
        if (call.Flag("skiplock") && !call.Caller.IsRoot) throw ApiError.Parameter("skiplock", "Only root may use this option.");
        var change = new ConfigChange(call);
        foreach (var option in change._delete)
        {
            if (change._set.ContainsKey(option)) throw ApiError.Parameter("delete", $"you can't use '-{option}' and -delete {option}' at the same time");
            if (VmOptions.Table.Find(option) is null) throw ApiError.Parameter("delete", $"unknown option '{option}'");
        }
        foreach (var option in change._revert)
            if (VmOptions.Table.Find(option) is null) throw ApiError.Parameter("revert", $"unknown option '{option}'");
        if (change._set.Count + change._delete.Length + change._revert.Length == 0) throw ApiError.Failure("no options specified");
        DemandValid(call, change._set);
        change.DemandRights();
        return change;
    }

    /// <summary>Checks of values that look beyond the single parameter.</summary>
    public static void DemandValid(Call call, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (option, value) in values)
        {
            if (VmOptions.IsRootOnly(option) && !call.Caller.IsRoot) throw ApiError.Failure($"only root can set '{option}' config");
            if (VmOptions.IsDrive(option) && DiskWork.StorageOf(option, value) is { } storage)
            {
                call.Cluster.Storage(call.Node, storage);
                call.Demand($"/storage/{storage}", "Datastore.AllocateSpace");
            }
            if (VmOptions.IsNet(option) && PropertyString.Parse(value, "net").TryGetValue("bridge", out var bridge))
                call.Demand($"/sdn/zones/localnet/{bridge}", "SDN.Use");
        }
        if (values.TryGetValue("sshkeys", out var keys) && !SshKeys.AreValid(Uri.UnescapeDataString(keys)))
            throw ApiError.Failure("SSH public key validation error");
    }

    /// <summary>Refuses the change for the state the VM is in now.</summary>
    public void DemandApplicable(Vm vm)
    {
        if (_call.Text("digest") is { } digest && digest != vm.Config.Digest) throw ApiError.Failure("checksum mismatch (file change by other user?)");
        if (!SkipLock) vm.DemandUnlocked();
        if (_set.TryGetValue("balloon", out var balloon) && long.Parse(balloon) > Memory(vm) >> 20)
            throw ApiError.Failure("balloon value too large (must be smaller than assigned memory)");
        if (_set.TryGetValue("boot", out var boot)) DemandBootDevices(boot, d => _set.ContainsKey(d) || vm.Config.Values.ContainsKey(d));
    }

    public static void DemandBootDevices(string boot, Func<string, bool> exists)
    {
        if (!PropertyString.Parse(boot, "boot").TryGetValue("order", out var order)) return;
        foreach (var device in order.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (!exists(device)) throw ApiError.Failure($"invalid bootorder: device '{device}' does not exist'");
    }

    /// <summary>Carries the change out; the caller holds the lock of the VM.</summary>
    public IEnumerable<Step> Apply(Vm vm, List<string> log)
    {
        foreach (var option in _revert)
        {
            vm.Config.Pending.Remove(option);
            vm.Config.PendingDeletes.Remove(option);
        }
        foreach (var option in _delete)
            foreach (var step in Delete(vm, option)) yield return step;
        foreach (var (option, value) in _set)
            foreach (var step in Set(vm, option, value, log)) yield return step;
    }

    private IEnumerable<Step> Set(Vm vm, string option, string value, List<string> log)
    {
        var final = value;
        if (VmOptions.IsDrive(option))
        {
            foreach (var step in DiskWork.Materialise(Cluster, vm, option, value, log, made => final = made)) yield return step;
            if (vm.Config[option] is { } former && FileOf(option, former) != FileOf(option, final)) Detach(vm, option, former, destroy: false);
        }
        Write(Cluster, vm, option, Complete(Cluster, option, final));
    }

    /// <summary>The value as it is kept: with a MAC address, a password as its hash, a description without trailing space.</summary>
    public static string Complete(Cluster cluster, string option, string value)
    {
        if (option == "cipassword") return value.StartsWith('$') ? value : $"$5${cluster.Random.Hex(8)}${Convert.ToHexStringLower(VmConfig.Sha1(value))}";
        if (option == "description") return value.TrimEnd();
        if (!VmOptions.IsNet(option)) return value;
        var net = PropertyString.Parse(value, "net");
        net.TryAdd("macaddr", cluster.Random.Mac(cluster.Scenario.MacPrefix));
        return PropertyString.Print(net, "net");
    }

    private static void Write(Cluster cluster, Vm vm, string option, string value)
    {
        vm.Config.PendingDeletes.Remove(option);
        vm.Config.Pending.Remove(option);
        if (!vm.Running || VmOptions.IsHotPluggable(option)) vm.Config[option] = value;
        else if (vm.Config[option] != value) vm.Config.Pending[option] = value;
        if (!VmOptions.IsDrive(option)) return;
        foreach (var unused in vm.Config.Values.Where(v => v.Key.StartsWith("unused", StringComparison.Ordinal) && v.Value == FileOf(option, value)).ToList())
            vm.Config[unused.Key] = null;
    }

    private IEnumerable<Step> Delete(Vm vm, string option)
    {
        vm.Config.Pending.Remove(option);
        if (vm.Config[option] is not { } value) yield break;
        var unused = option.StartsWith("unused", StringComparison.Ordinal);
        if (VmOptions.IsVolume(option))
        {
            if (vm.Config.IsOn("protection")) throw ApiError.Failure($"can't remove {(unused ? $"unused disk '{FileOf(option, value)}'" : $"drive '{option}'")} - protection mode enabled");
            if ((unused || _call.Flag("force")) && IsHeld(vm, FileOf(option, value)))
            {
                var why = $"unable to delete '{FileOf(option, value)}' - volume is still in use (snapshot?)";
                if (unused) throw ApiError.Failure(why);
                vm.Config.PendingDeletes.Add(option);
                throw ApiError.Parameter(option, (vm.Running ? "hotplug problem - " : $"unable to apply pending change {option} : ") + why);
            }
        }
        if (vm.Running && !VmOptions.IsHotPluggable(option))
        {
            vm.Config.PendingDeletes.Add(option);
            yield break;
        }
        if (vm.Running && VmOptions.IsDrive(option)) yield return Step.Seconds(Cluster.Durations.HotUnplug);
        vm.Config.PendingDeletes.Remove(option);
        vm.Config[option] = null;
        if (VmOptions.IsVolume(option)) Detach(vm, option, value, destroy: _call.Flag("force") || unused);
    }

    /// <summary>Whether a snapshot holds on to a volume.</summary>
    private static bool IsHeld(Vm vm, string file) =>
        vm.Config.Snapshots.Values.Any(snapshot => snapshot.Values.Any(v => VmOptions.IsDrive(v.Key) && FileOf(v.Key, v.Value) == file));

    /// <summary>A disk that leaves its slot is kept as unused, unless it is removed; cloud-init drives always are, other people's media never.</summary>
    private void Detach(Vm vm, string option, string value, bool destroy)
    {
        if (Cluster.Locate(vm.Node, FileOf(option, value)) is not { Volume: { } volume } place || volume.Vmid != vm.Vmid) return;
        if (destroy || DiskWork.IsCloudInitVolume(volume.Id))
        {
            place.Storage.Volumes.Remove(volume.Id);
            return;
        }
        for (var i = 0; i < 256; i++)
            if (vm.Config.Values.TryAdd($"unused{i}", volume.Id)) return;
    }

    private static string FileOf(string option, string value) =>
        PropertyString.Parse(value, VmOptions.DriveFormat(option)).GetValueOrDefault("file") ?? string.Empty;

    private long Memory(Vm vm) => _set.TryGetValue("memory", out var given)
        ? long.Parse(PropertyString.Parse(given, "memory")["current"]) << 20
        : vm.Config.MemoryBytes;

    private void DemandRights()
    {
        var path = $"/vms/{_call.Vmid}";
        foreach (var (option, value) in _set.Where(o => !VmOptions.IsRootOnly(o.Key))) _call.Demand(path, VmOptions.PrivilegeFor(option, value));
        foreach (var option in _delete.Concat(_revert))
        {
            if (VmOptions.IsRootOnly(option) && !_call.Caller.IsRoot) throw ApiError.Failure($"only root can modify '{option}' config");
            if (!VmOptions.IsRootOnly(option)) _call.Demand(path, VmOptions.PrivilegeFor(option, _call.Cluster.FindVm(_call.Node, _call.Vmid)?.Config[option]));
        }
    }
}

/// <summary>Public keys of SSH, one per line.</summary>
internal static class SshKeys
{
    private static readonly string[] s_types =
        ["ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

    public static bool AreValid(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => !l.StartsWith('#')).ToList();
        return lines.Count > 0 && lines.All(IsValid);
    }

    private static bool IsValid(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, s_types.Contains);
        if (at < 0 || at + 1 >= words.Length) return false;
        var blob = new byte[words[at + 1].Length];
        return Convert.TryFromBase64String(words[at + 1], blob, out var length) && length > 16
            && System.Text.Encoding.ASCII.GetString(blob, 4, Math.Min(words[at].Length, length - 4)) == words[at];
    }
}
