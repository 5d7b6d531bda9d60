using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>What New- and Set-VmPackage have in common.</summary>
public abstract class PackageWritingCmdlet : PackageFirewallCmdlet
{
    /// <summary>Server of orders that name none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [AllowEmptyString]
    public string? Server { get; set; }

    /// <summary>Node; empty takes the online node with most free memory.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [AllowEmptyString]
    public string? TargetNode { get; set; }

    /// <summary>VMID of the template.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Template")]
    [ArgumentCompleter(typeof(OsTemplateCompleter))]
    [ValidateRange(0, 999999999)]
    public int OsTemplate { get; set; }

    /// <summary>Linked (quick, the template must stay) or full clone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public CloneType CloneType { get; set; }

    /// <summary>Cores.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Cpu")]
    [ValidateRange(1, 1024)]
    public int Cores { get; set; }

    /// <summary>Memory in GB (GiB); fractions such as 0.5 are fine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Ram")]
    [ValidateRange(0.0625, 65536.0)]
    public decimal MemoryGB { get; set; }

    /// <summary>Backups a client may keep; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 10000)]
    public int Backups { get; set; }

    /// <summary>Snapshots a client may keep; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 10000)]
    public int Snapshots { get; set; }

    // No range at the door: PowerShell's would refuse the $null that switches a rule off.

    /// <summary>Days after the due date on which an overdue machine is suspended; $null never does.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? SuspendAfterDays { get; set; }

    /// <summary>Days after the due date on which an overdue machine is terminated, data and backups included; $null never does.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? TerminateAfterDays { get; set; }

    /// <summary>Days after which the tick removes snapshots that we took; 0 keeps them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 3650)]
    public int SnapshotLifetimeDays { get; set; }

    /// <summary>Storage of backups; empty takes the only one that a node has for them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? BackupStorage { get; set; }

    /// <summary>What happens to a running machine while it is backed up.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VmBackupMode BackupMode { get; set; }

    /// <summary>Rule of host names with macros such as <c>{client_id}</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string NameRule { get; set; } = "";

    /// <summary>Domain of host names, and cloud-init's search domain.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Domain")]
    [ValidateNotNullOrEmpty]
    public string MainDomain { get; set; } = "";

    /// <summary>Lowest VMID that is used.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(100, 999999999)]
    public int FirstVmId { get; set; }

    /// <summary>Cloud-init user; empty makes up a name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? OsUser { get; set; }

    /// <summary>Public ssh keys of every machine of the package.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("SshKey", "SshKeys")]
    [AllowEmptyCollection]
    public string[] SshPublicKey { get; set; } = [];

    /// <summary>The package with what the caller named.</summary>
    private protected VmPackage Apply(VmPackage package) => ApplyFirewall(ApplyNetwork(ApplyDisks(package))) with
    {
        Server = IsBound(nameof(Server)) ? Server.OrNull() : package.Server,
        TargetNode = IsBound(nameof(TargetNode)) ? TargetNode.OrNull() : package.TargetNode,
        OsTemplate = IsBound(nameof(OsTemplate)) ? OsTemplate : package.OsTemplate,
        CloneType = IsBound(nameof(CloneType)) ? CloneType : package.CloneType,
        Cores = IsBound(nameof(Cores)) ? Cores : package.Cores,
        Backups = IsBound(nameof(Backups)) ? Backups : package.Backups,
        Snapshots = IsBound(nameof(Snapshots)) ? Snapshots : package.Snapshots,
        SuspendAfterDays = IsBound(nameof(SuspendAfterDays)) ? SuspendAfterDays : package.SuspendAfterDays,
        TerminateAfterDays = IsBound(nameof(TerminateAfterDays)) ? TerminateAfterDays : package.TerminateAfterDays,
        SnapshotLifetimeDays = IsBound(nameof(SnapshotLifetimeDays)) ? SnapshotLifetimeDays : package.SnapshotLifetimeDays,
        BackupStorage = IsBound(nameof(BackupStorage)) ? BackupStorage.OrNull() : package.BackupStorage,
        BackupMode = IsBound(nameof(BackupMode)) ? BackupMode : package.BackupMode,
        NameRule = IsBound(nameof(NameRule)) ? NameRule : package.NameRule,
        MainDomain = IsBound(nameof(MainDomain)) ? MainDomain : package.MainDomain,
        FirstVmId = IsBound(nameof(FirstVmId)) ? FirstVmId : package.FirstVmId,
        OsUser = IsBound(nameof(OsUser)) ? OsUser.OrNull() : package.OsUser,
        MemoryMiB = IsBound(nameof(MemoryGB)) ? (int)decimal.Round(MemoryGB * 1024) : package.MemoryMiB,
        SshKeys = IsBound(nameof(SshPublicKey)) ? SshPublicKey : package.SshKeys,
    };
}
