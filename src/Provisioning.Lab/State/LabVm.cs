namespace Provisioning.Lab;

/// <summary>A VM with its file, its lock and its life.</summary>
internal sealed class Vm(int vmid, string node, Timeline timeline)
{
    public int Vmid { get; } = vmid;
    public string Node { get; set; } = node;
    public VmConfig Config { get; set; } = new();
    public SimulatedLock FileLock { get; } = new(timeline);
    public ScenarioGuest Guest { get; set; } = new();
    public string? Pool { get; set; }
    public bool HaManaged { get; set; }

    /// <summary>Users of the system inside with fingerprints of their passwords: cloud-init's doing, or the agent's.</summary>
    public Dictionary<string, string> GuestPasswords { get; } = [];

    /// <summary>The user and password that cloud-init set last; it sets none twice.</summary>
    public (string User, string Password)? CloudInitDone { get; set; }

    /// <summary>When it was started; null while it is stopped.</summary>
    public TimeSpan? StartedAt { get; set; }

    public bool Running => StartedAt is not null;
    public bool Paused { get; set; }
    public int Pid { get; set; }

    public bool AgentConfigured => Config["agent"] is { } agent
        && PropertyString.Parse(agent, "agent").GetValueOrDefault("enabled") is "1" or "on" or "yes" or "true";

    public bool AgentAnswers(TimeSpan now) =>
        Guest.Agent && !Paused && StartedAt is { } started && now - started >= TimeSpan.FromSeconds(Guest.BootSeconds);

    public string LockTimeoutText => $"can't lock file '/var/lock/qemu-server/lock-{Vmid}.conf' - got timeout";

    /// <summary>Refuses when the configuration carries a lock, save the one the caller allows.</summary>
    public void DemandUnlocked(string? except = null)
    {
        if (Config.Lock is { } reason && reason != except) throw ApiError.Locked(reason);
    }
}

/// <summary>A VM as tests and the control endpoint see it.</summary>
/// <param name="Vmid">Its id.</param>
/// <param name="Node">The node it lives on.</param>
/// <param name="Status"><c>running</c>, <c>paused</c> or <c>stopped</c>.</param>
/// <param name="Config">Its configuration as text values, changes that wait for the next start not merged.</param>
/// <param name="Pending">The changes that wait for the next start.</param>
/// <param name="Snapshots">The names of its snapshots.</param>
/// <param name="FirewallOptions">The options of its firewall.</param>
/// <param name="FirewallRules">The rules of its firewall, in order.</param>
/// <param name="IpSets">The address sets of its firewall, with their entries.</param>
/// <param name="Pool">The pool it belongs to.</param>
public sealed record LabVm(
    int Vmid,
    string Node,
    string Status,
    IReadOnlyDictionary<string, string> Config,
    IReadOnlyDictionary<string, string> Pending,
    IReadOnlyList<string> Snapshots,
    IReadOnlyDictionary<string, string> FirewallOptions,
    IReadOnlyList<IReadOnlyDictionary<string, string>> FirewallRules,
    IReadOnlyDictionary<string, IReadOnlyList<string>> IpSets,
    string? Pool)
{
    /// <summary>Users of the system inside with the SHA-1 of their passwords.</summary>
    public IReadOnlyDictionary<string, string> GuestPasswords { get; init; } = new Dictionary<string, string>();

    /// <summary>The name, null when the VM has none (yet).</summary>
    public string? Name => Config.GetValueOrDefault("name");

    /// <summary>The description, null when the VM has none (yet).</summary>
    public string? Description => Config.GetValueOrDefault("description");

    /// <summary>The lock in its configuration, null when it is free.</summary>
    public string? Lock => Config.GetValueOrDefault("lock");

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate => Config.GetValueOrDefault("template") == "1";
}
