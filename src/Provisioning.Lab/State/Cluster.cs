namespace Provisioning.Lab;

/// <summary>A node with its queue for protected calls.</summary>
internal sealed class Node(ScenarioNode definition, Timeline timeline, int workers)
{
    public ScenarioNode Definition { get; } = definition;
    public string Name => Definition.Name;
    public bool Online { get; set; } = definition.Online;
    public SimulatedLock Workers { get; } = new(timeline, workers);
    public SimulatedLock BackupLock { get; } = new(timeline);
}

/// <summary>Everything the data centre holds. Only code that owns the gate of <see cref="LabDataCenter"/> touches it.</summary>
internal sealed class Cluster
{
    private readonly Dictionary<(string Node, string Id), Storage> _storages = [];
    private int _lastPid = 4000;

    public Cluster(LabScenario scenario, LabClock clock)
    {
        Scenario = scenario;
        Clock = clock;
        Random = new LabRandom(scenario.Seed);
        Nodes = scenario.Nodes.ToDictionary(n => n.Name, n => new Node(n, Timeline, Math.Max(1, scenario.Workers)));
        Access = new AccessControl(this);
        Tasks = new TaskRegistry(this);
        Figures = new ResourceFigures(this);
        foreach (var storage in scenario.Storages) Add(storage);
        foreach (var vm in scenario.Vms) Add(vm);
        foreach (var vm in Vms.Values) LinkParents(vm);
    }

    public LabScenario Scenario { get; }
    public LabClock Clock { get; }
    public LabRandom Random { get; }
    public Timeline Timeline { get; } = new();
    public Dictionary<string, Node> Nodes { get; }
    public SortedDictionary<int, Vm> Vms { get; } = [];
    public Dictionary<int, Firewall> Firewalls { get; } = [];
    public AccessControl Access { get; }
    public TaskRegistry Tasks { get; }
    public ResourceFigures Figures { get; }
    public SortedDictionary<string, string> FirewallOptions { get; } = new(StringComparer.Ordinal);

    public LabDurations Durations => Scenario.Durations;

    public IEnumerable<Storage> AllStorages => _storages.Values.Distinct();

    /// <summary>The calls that still wait for their answer.</summary>
    public List<Exchange> Open { get; } = [];

    public long Epoch => Clock.Epoch(Timeline.Now);

    public int NextPid() => _lastPid += 1 + Random.Next(9);

    public Storage Storage(string node, string id) =>
        FindStorage(node, id) ?? throw ApiError.Failure(Scenario.Storages.Any(s => s.Id == id)
            ? $"storage '{id}' is not available on node '{node}'"
            : $"storage '{id}' does not exist");

    public Storage? FindStorage(string node, string id) => _storages.GetValueOrDefault((node, id));

    public IEnumerable<Storage> StoragesOf(string node) => _storages.Where(s => s.Key.Node == node).Select(s => s.Value);

    /// <summary>The VM on this node; a VM elsewhere in the cluster does not count.</summary>
    public Vm Vm(string node, int vmid) => FindVm(node, vmid) ?? throw ApiError.MissingConfig(node, vmid);

    public Vm? FindVm(string node, int vmid) => Vms.TryGetValue(vmid, out var vm) && vm.Node == node ? vm : null;

    /// <summary>The storage of a volume and the volume itself; null for things that are not volumes, such as <c>none</c>.</summary>
    public (Storage Storage, Volume? Volume)? Locate(string node, string volumeId)
    {
        var colon = volumeId.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || FindStorage(node, volumeId[..colon]) is not { } storage) return null;
        return (storage, storage.Volumes.GetValueOrDefault(volumeId));
    }

    /// <summary>
    /// Takes a VM out of the cluster, with the volumes of its configuration, unused ones included, or with all that bear its id.
    /// What only a snapshot refers to is not in its configuration (qemu-server 9.2.6, destroy_vm).
    /// </summary>
    public void Remove(Vm vm, bool withUnreferencedDisks = true)
    {
        var referenced = vm.Config.Values.Concat(vm.Config.Pending).Where(v => VmOptions.IsVolume(v.Key))
            .Select(v => PropertyString.Parse(v.Value, VmOptions.DriveFormat(v.Key)).GetValueOrDefault("file")).ToHashSet();
        foreach (var storage in StoragesOf(vm.Node))
            foreach (var volume in storage.Volumes.Values.Where(v => v.Vmid == vm.Vmid && v.Content == "images" && (withUnreferencedDisks || referenced.Contains(v.Id))).ToList())
                storage.Volumes.Remove(volume.Id);
        Vms.Remove(vm.Vmid);
        Firewalls.Remove(vm.Vmid);
    }

    public Vm Add(ScenarioVm given)
    {
        var vm = new Vm(given.Vmid, given.Node, Timeline) { Guest = given.Guest, HaManaged = given.HaManaged, Pool = given.Pool };
        foreach (var (option, value) in given.Config) vm.Config[option] = value;
        vm.Config.Values.TryAdd("smbios1", $"uuid={Random.Uuid()}");
        vm.Config.Values.TryAdd("vmgenid", Random.Uuid());
        if (given.Running) PowerOn(vm);
        if (given.Firewall is { } file) Firewalls[given.Vmid] = Firewall.From(file);
        Vms[given.Vmid] = vm;
        foreach (var option in vm.Config.Values.Keys.Where(VmOptions.IsVolume))
            AddVolumeOf(vm, PropertyString.Parse(vm.Config[option]!, VmOptions.DriveFormat(option)));
        return vm;
    }

    public void PowerOn(Vm vm)
    {
        vm.StartedAt = Timeline.Now;
        vm.Paused = false;
        vm.Pid = NextPid();
        // The system inside takes what cloud-init has for it when that is another one than before.
        if (vm.Config["cipassword"] is not { } password || !vm.Config.Values.Any(v => VmOptions.IsDrive(v.Key) && v.Value.Contains("cloudinit", StringComparison.Ordinal))) return;
        var given = (vm.Config["ciuser"] ?? "root", password);
        if (vm.CloudInitDone == given) return;
        vm.CloudInitDone = given;
        vm.GuestPasswords[given.Item1] = password[(password.LastIndexOf('$') + 1)..];
    }

    private void Add(ScenarioStorage definition)
    {
        var shared = definition.Shared ? new Storage(definition, Timeline) : null;
        foreach (var node in Scenario.Nodes)
            if (definition.Nodes.Count == 0 || definition.Nodes.Contains(node.Name))
                _storages[(node.Name, definition.Id)] = shared ?? new Storage(definition, Timeline);
    }

    private void AddVolumeOf(Vm vm, Dictionary<string, string> drive)
    {
        if (!drive.TryGetValue("file", out var id) || Locate(vm.Node, id) is not { Volume: null } place) return;
        var size = drive.TryGetValue("size", out var text) ? DiskSize.Parse(text) : 4L << 20;
        var dot = id.LastIndexOf('.');
        var format = dot > 0 ? id[(dot + 1)..] : "raw";
        place.Storage.Volumes[id] = new Volume(id, vm.Vmid, format, size, format == "iso" ? "iso" : "images", null, Timeline.Now);
    }

    private void LinkParents(Vm vm)
    {
        foreach (var storage in StoragesOf(vm.Node))
            foreach (var volume in storage.Volumes.Values.Where(v => v.Vmid == vm.Vmid && v.Id.Contains("/base-", StringComparison.Ordinal)).ToList())
                if (storage.Volumes.Keys.FirstOrDefault(k => k != volume.Id && volume.Id.StartsWith(k + "/", StringComparison.Ordinal)) is { } parent)
                    storage.Volumes[volume.Id] = volume with { Parent = parent };
    }
}
