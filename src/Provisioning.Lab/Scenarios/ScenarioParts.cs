namespace Provisioning.Lab;

/// <summary>A member of the cluster.</summary>
public sealed class ScenarioNode
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Whether it runs; calls for a node that does not are answered 595.</summary>
    public bool Online { get; set; } = true;

    /// <summary>Its memory.</summary>
    public long MemoryBytes { get; set; } = 16L << 30;

    /// <summary>The number of its processors.</summary>
    public int Cpus { get; set; } = 4;

    /// <summary>Its address, as the cluster status shows it.</summary>
    public string Address { get; set; } = "192.0.2.11";

    /// <summary>Its network bridges; a VM on any other one does not start.</summary>
    public IList<string> Bridges { get; set; } = ["vmbr0"];
}

/// <summary>A storage of the cluster.</summary>
public sealed class ScenarioStorage
{
    /// <summary>Its name.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Its type: <c>dir</c>, <c>nfs</c>, <c>lvm</c>, <c>lvmthin</c>, <c>zfspool</c>, <c>rbd</c>.</summary>
    public string Type { get; set; } = "dir";

    /// <summary>Whether all nodes see the same volumes.</summary>
    public bool Shared { get; set; }

    /// <summary>The nodes that have it; empty means all.</summary>
    public IList<string> Nodes { get; set; } = [];

    /// <summary>What it may hold, separated by commas.</summary>
    public string Content { get; set; } = "images";

    /// <summary>Its size.</summary>
    public long TotalBytes { get; set; } = 100L << 30;

    /// <summary>Where it is mounted; only texts of the task log show it.</summary>
    public string Path { get; set; } = string.Empty;
}

/// <summary>A user with a password.</summary>
public sealed class ScenarioUser
{
    /// <summary>Name and realm, <c>name@realm</c>.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The password.</summary>
    public string Password { get; set; } = string.Empty;
}

/// <summary>An API token.</summary>
public sealed class ScenarioToken
{
    /// <summary>User and token name, <c>name@realm!token</c>.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The secret.</summary>
    public string Secret { get; set; } = string.Empty;

    /// <summary>Whether the token has only rights that both it and its user were given.</summary>
    public bool PrivilegeSeparation { get; set; }
}

/// <summary>A role: a named set of privileges.</summary>
public sealed class ScenarioRole
{
    /// <summary>Its name.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>Its privileges.</summary>
    public IList<string> Privileges { get; set; } = [];
}

/// <summary>One entry of the access control list.</summary>
public sealed class ScenarioAcl
{
    /// <summary>The path it is for.</summary>
    public string Path { get; set; } = "/";

    /// <summary>A user or a token.</summary>
    public string Who { get; set; } = string.Empty;

    /// <summary>The role.</summary>
    public string Role { get; set; } = string.Empty;

    /// <summary>Whether it holds below the path too.</summary>
    public bool Propagate { get; set; } = true;
}

/// <summary>A VM or template.</summary>
public sealed class ScenarioVm
{
    /// <summary>Its id.</summary>
    public int Vmid { get; set; }

    /// <summary>The node it lives on.</summary>
    public string Node { get; set; } = string.Empty;

    /// <summary>Whether it runs at the start.</summary>
    public bool Running { get; set; }

    /// <summary>Whether the cluster's high availability manages it, so that start and stop tasks end before the VM has followed.</summary>
    public bool HaManaged { get; set; }

    /// <summary>The pool it belongs to.</summary>
    public string? Pool { get; set; }

    /// <summary>Its configuration, as the API writes it.</summary>
    public IDictionary<string, string> Config { get; set; } = new Dictionary<string, string>();

    /// <summary>Its firewall file; null when it has none.</summary>
    public ScenarioFirewall? Firewall { get; set; }

    /// <summary>How the system inside behaves; clones take it over.</summary>
    public ScenarioGuest Guest { get; set; } = new();
}

/// <summary>How the operating system inside a VM behaves.</summary>
public sealed class ScenarioGuest
{
    /// <summary>Whether a guest agent is installed.</summary>
    public bool Agent { get; set; }

    /// <summary>How long after the start the agent answers.</summary>
    public double BootSeconds { get; set; } = 2;

    /// <summary>Whether it follows the power button.</summary>
    public bool Acpi { get; set; } = true;

    /// <summary>How long it takes to shut down.</summary>
    public double ShutdownSeconds { get; set; } = 1;
}

/// <summary>The firewall file of a VM.</summary>
public sealed class ScenarioFirewall
{
    /// <summary>Its options.</summary>
    public IDictionary<string, string> Options { get; set; } = new Dictionary<string, string>();

    /// <summary>Its rules, each with the keys of the API.</summary>
    public IList<IDictionary<string, string>> Rules { get; set; } = [];

    /// <summary>Its address sets: name to entries.</summary>
    public IDictionary<string, IList<string>> IpSets { get; set; } = new Dictionary<string, IList<string>>();
}

/// <summary>How long things take, in seconds of lab time.</summary>
public sealed class LabDurations
{
    /// <summary>An unprotected call.</summary>
    public double Call { get; set; }

    /// <summary>A protected call: the time it keeps one of the workers busy.</summary>
    public double ProtectedCall { get; set; }

    /// <summary>The delay of an answer 401.</summary>
    public double AuthFailure { get; set; } = 3;

    /// <summary>From the answer with a UPID until the task's work begins.</summary>
    public double TaskStart { get; set; } = 0.02;

    /// <summary>Creating one disk, with the storage locked.</summary>
    public double Allocate { get; set; } = 0.12;

    /// <summary>Copying 1 GiB in a full clone, a move or a backup.</summary>
    public double CopyPerGiB { get; set; } = 0.2;

    /// <summary>What a clone takes beyond its disks.</summary>
    public double Clone { get; set; } = 0.2;

    /// <summary>Creating a VM, beyond its disks.</summary>
    public double Create { get; set; } = 0.02;

    /// <summary>Turning a VM into a template.</summary>
    public double Template { get; set; } = 0.14;

    /// <summary>A change of the configuration in the background, beyond its disks.</summary>
    public double Configure { get; set; } = 0.05;

    /// <summary>Growing a disk.</summary>
    public double Resize { get; set; } = 0.15;

    /// <summary>Taking, rolling back or deleting a snapshot.</summary>
    public double Snapshot { get; set; } = 0.12;

    /// <summary>Starting a VM.</summary>
    public double Start { get; set; } = 0.35;

    /// <summary>Stopping a VM.</summary>
    public double Stop { get; set; } = 0.2;

    /// <summary>Suspending, resuming or resetting a VM.</summary>
    public double Pause { get; set; } = 0.13;

    /// <summary>Destroying a VM.</summary>
    public double Destroy { get; set; } = 0.15;

    /// <summary>Removing a volume.</summary>
    public double RemoveVolume { get; set; } = 0.1;

    /// <summary>Writing the cloud-init drive anew.</summary>
    public double CloudInit { get; set; } = 0.1;

    /// <summary>How long a guest agent that is not there is waited for.</summary>
    public double AgentTimeout { get; set; } = 3;

    /// <summary>Taking a disk away from a running VM.</summary>
    public double HotUnplug { get; set; } = 0.5;

    /// <summary>A backup, beyond copying the disks.</summary>
    public double Backup { get; set; } = 0.3;

    /// <summary>From the end of a task of the HA stack until the VM has followed.</summary>
    public double HaReaction { get; set; } = 5;

    /// <summary>Moving a VM to another node, beyond copying the disks.</summary>
    public double Migrate { get; set; } = 1;

    /// <summary>The same time for everything; with 0 every task has ended when its call is answered.</summary>
    public static LabDurations All(double seconds)
    {
        var durations = new LabDurations();
        foreach (var property in typeof(LabDurations).GetProperties())
            property.SetValue(durations, seconds);
        return durations;
    }
}
