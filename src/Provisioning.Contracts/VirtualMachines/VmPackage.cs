namespace Provisioning;

/// <summary>How a machine's disks come from the template's.</summary>
public enum CloneType
{
    /// <summary>On top of the template's disks: quick, and the template must stay.</summary>
    Linked,
    /// <summary>A copy of its own.</summary>
    Full,
}

/// <summary>Network card that the guest sees.</summary>
public enum NetworkModel
{
    /// <summary>Whatever the template has.</summary>
    AsInTemplate,
    /// <summary>virtio</summary>
    VirtIO,
    /// <summary>Intel e1000</summary>
    E1000,
    /// <summary>Realtek rtl8139</summary>
    Rtl8139,
    /// <summary>VMware vmxnet3</summary>
    Vmxnet3,
}

/// <summary>What a firewall does with a packet.</summary>
public enum FirewallAction
{
    /// <summary>Lets it pass.</summary>
    Accept,
    /// <summary>Throws it away.</summary>
    Drop,
    /// <summary>Throws it away and says so.</summary>
    Reject,
}

/// <summary>Direction of a firewall rule, seen from the machine.</summary>
public enum FirewallDirection
{
    /// <summary>Towards the machine.</summary>
    In,
    /// <summary>From the machine.</summary>
    Out,
}

/// <summary>What the firewall logs.</summary>
public enum FirewallLogLevel
{
    /// <summary>Nothing.</summary>
    NoLog,
    /// <summary>info</summary>
    Info,
    /// <summary>notice</summary>
    Notice,
    /// <summary>warning</summary>
    Warning,
}

/// <summary>A firewall rule of a package. Rules are added to a machine, never removed from it.</summary>
public sealed record FirewallRule
{
    /// <summary>Direction.</summary>
    public FirewallDirection Direction { get; init; }
    /// <summary>What happens.</summary>
    public FirewallAction Action { get; init; }
    /// <summary>Protocol: tcp, udp, icmp ….</summary>
    public string? Protocol { get; init; }
    /// <summary>Where from: address, network, list.</summary>
    public string? Source { get; init; }
    /// <summary>Where to.</summary>
    public string? Destination { get; init; }
    /// <summary>Source ports: <c>22</c>, <c>80:90</c>, <c>80,443</c>.</summary>
    public string? SourcePort { get; init; }
    /// <summary>Destination ports.</summary>
    public string? DestinationPort { get; init; }
    /// <summary>Name of a macro instead of protocol and ports.</summary>
    public string? Macro { get; init; }
    /// <summary>Comment on the server.</summary>
    public string? Comment { get; init; }
    /// <summary>What is logged.</summary>
    public FirewallLogLevel Log { get; init; }
    /// <summary>Whether the rule is in force.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>Firewall part of a package.</summary>
public sealed record VmFirewall
{
    /// <summary>Firewall flag of the network card.</summary>
    public bool Enabled { get; init; } = true;
    /// <summary>What happens to incoming packets that no rule names.</summary>
    public FirewallAction PolicyIn { get; init; } = FirewallAction.Accept;
    /// <summary>What happens to outgoing packets that no rule names.</summary>
    public FirewallAction PolicyOut { get; init; } = FirewallAction.Accept;
    /// <summary>Log level of incoming packets.</summary>
    public FirewallLogLevel LogIn { get; init; }
    /// <summary>Log level of outgoing packets.</summary>
    public FirewallLogLevel LogOut { get; init; }
    /// <summary>Lets DHCP pass.</summary>
    public bool Dhcp { get; init; } = true;
    /// <summary>Lets neighbour discovery pass.</summary>
    public bool Ndp { get; init; } = true;
    /// <summary>Lets the machine send router advertisements.</summary>
    public bool RouterAdvertisement { get; init; }
    /// <summary>Only the card's own MAC address may send.</summary>
    public bool MacFilter { get; init; } = true;
    /// <summary>Only the card's own addresses may send.</summary>
    public bool IpFilter { get; init; }
    /// <summary>Keeps an IP set <c>ipfilter-net0</c> with the service's addresses.</summary>
    public bool AntiSpoofing { get; init; } = true;
    /// <summary>The rules.</summary>
    public IReadOnlyList<FirewallRule> Rules { get; init; } = [];
}

/// <summary>Size and limits of a disk. 0 is "as it is" for a size and "unlimited" for a limit.</summary>
public sealed record VmDisk
{
    /// <summary>Size in GiB.</summary>
    public int SizeGiB { get; init; }
    /// <summary>Storage; null takes the template's (system disk) or the system disk's (additional disk).</summary>
    public string? Storage { get; init; }
    /// <summary>Reading limit in MB/s.</summary>
    public decimal ReadMBps { get; init; }
    /// <summary>Writing limit in MB/s.</summary>
    public decimal WriteMBps { get; init; }
    /// <summary>Reading limit in operations a second.</summary>
    public int ReadIops { get; init; }
    /// <summary>Writing limit in operations a second.</summary>
    public int WriteIops { get; init; }
}

/// <summary>What a client can order: the values a virtual machine is brought to.</summary>
public sealed record VmPackage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>Server of orders that name none; null makes the order name one.</summary>
    public string? Server { get; init; }
    /// <summary>Node, or null for the online node with most free memory.</summary>
    public string? TargetNode { get; init; }
    /// <summary>VMID of the template.</summary>
    public int OsTemplate { get; init; }
    /// <summary>Linked or full clone.</summary>
    public CloneType CloneType { get; init; }
    /// <summary>Cores.</summary>
    public int Cores { get; init; } = 1;
    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 1024;
    /// <summary>Backups a client may keep; 0 is none.</summary>
    public int Backups { get; init; }
    /// <summary>Snapshots a client may keep; 0 is none.</summary>
    public int Snapshots { get; init; }
    /// <summary>Days after which the tick removes snapshots that we took; 0 keeps them. Where a weekly schedule rotates them it does not count.</summary>
    public int SnapshotLifetimeDays { get; init; }
    /// <summary>Storage of backups; null takes the only one that a node has for them.</summary>
    public string? BackupStorage { get; init; }
    /// <summary>What happens to a running machine while it is backed up.</summary>
    public VmBackupMode BackupMode { get; init; }
    /// <summary>Rule of host names with macros such as <c>{client_id}</c>.</summary>
    public string NameRule { get; init; } = "{client_id}-{service_id}";
    /// <summary>Domain of host names and cloud-init's search domain.</summary>
    public string MainDomain { get; init; } = "example.com";
    /// <summary>Lowest VMID that is used.</summary>
    public int FirstVmId { get; init; } = 100;
    /// <summary>Cloud-init user; null makes up a name.</summary>
    public string? OsUser { get; init; }
    /// <summary>The disk that the machine boots from.</summary>
    public VmDisk SystemDisk { get; init; } = new();
    /// <summary>The second disk; size 0 is none.</summary>
    public VmDisk AdditionalDisk { get; init; } = new();
    /// <summary>Network card.</summary>
    public NetworkModel NetworkModel { get; init; }
    /// <summary>Limit of the network card in MB/s; 0 is none.</summary>
    public decimal NetworkMBps { get; init; }
    /// <summary>Bridge, where the address pool does not decide.</summary>
    public string Bridge { get; init; } = "vmbr0";
    /// <summary>VLAN tag, where the address pool does not decide; 0 is untagged.</summary>
    public int Vlan { get; init; }
    /// <summary>Takes bridge and VLAN from the pool of the address; else only pools with this bridge and VLAN serve.</summary>
    public bool AutoBridgeVlan { get; init; } = true;
    /// <summary>IPv4 addresses from the pools.</summary>
    public int IPv4Count { get; init; } = 1;
    /// <summary>IPv6 addresses from the pools.</summary>
    public int IPv6Count { get; init; }
    /// <summary>The guest asks DHCP for IPv4; no address is taken from a pool.</summary>
    public bool DhcpIPv4 { get; init; }
    /// <summary>The guest asks DHCP for IPv6; no address is taken from a pool.</summary>
    public bool DhcpIPv6 { get; init; }
    /// <summary>Firewall.</summary>
    public VmFirewall Firewall { get; init; } = new();
    /// <summary>Days after the due date on which an overdue machine is suspended; null is never.</summary>
    public int? SuspendAfterDays { get; init; }
    /// <summary>Days after the due date on which an overdue machine is terminated, with all its data; null is never.</summary>
    public int? TerminateAfterDays { get; init; }
    /// <summary>Public ssh keys of every machine of the package.</summary>
    public IReadOnlyList<string> SshKeys { get; init; } = [];
    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
