namespace Provisioning;

/// <summary>Whether a machine may run while a command works on it.</summary>
public enum VmMark
{
    /// <summary>There need not even be a machine.</summary>
    Any,
    /// <summary>It may run (<c>*</c>).</summary>
    MayRun,
    /// <summary>It must be stopped (<c>**</c>).</summary>
    MustBeStopped,
}

/// <summary>
/// A command that forces one thing to the package's values. It is allowed in the local status that precedes its step in the automatic
/// creation, and then advances the status, or in <see cref="VmStatus.Ready"/>, and then the status stays.
/// </summary>
/// <param name="Name">Its name, which is its operation's.</param>
/// <param name="Cmdlet">The cmdlet that asks for it.</param>
/// <param name="Needs">The preceding status; null when it has no place in the creation.</param>
/// <param name="Completes">The status that it advances to from there; what has no place in the creation puts the service there.</param>
/// <param name="Mark">Whether the machine may run.</param>
/// <param name="Next">Name of the command that must follow in the creation (the mission's <c>-&gt;</c>); null when none must.</param>
public sealed record VmCommand(string Name, string Cmdlet, string? Needs, string Completes, VmMark Mark, string? Next)
{
    /// <summary>The local statuses in which it may be asked for.</summary>
    public IReadOnlyList<string> AllowedIn => Needs is null ? [VmStatus.Ready] : [Needs, VmStatus.Ready];

    /// <summary>The cmdlet that must follow in the creation; after the last of them the start ends it.</summary>
    public string? NextCmdlet => VmCommands.Find(Next)?.Cmdlet ?? "Start-ProvisionedVm";

    /// <summary>The cmdlet.</summary>
    public override string ToString() => Cmdlet;

    /// <summary>The local status after it, begun in another one: on a machine that is ready it stays, unless there is no machine any more.</summary>
    public string LeadsTo(string localStatus) => localStatus == Needs || Needs is null ? Completes : localStatus;
}

/// <summary>The commands that force one thing: the one table of their statuses and marks.</summary>
public static class VmCommands
{
    /// <summary>Assigns the addresses that are missing.</summary>
    public const string SetDedicatedIp = "SetDedicatedIp";
    /// <summary>Clones the template.</summary>
    public const string CloneTemplate = "CloneTemplate";
    /// <summary>Cores and memory.</summary>
    public const string SetCpuRam = "SetCpuRam";
    /// <summary>Size of the system disk.</summary>
    public const string SetSystemDiskSize = "SetSystemDiskSize";
    /// <summary>Limits of the system disk.</summary>
    public const string SetSystemDiskBandwidth = "SetSystemDiskBandwidth";
    /// <summary>Makes the additional disk.</summary>
    public const string CreateAdditionalDisk = "CreateAdditionalDisk";
    /// <summary>Size of the additional disk.</summary>
    public const string SetAdditionalDiskSize = "SetAdditionalDiskSize";
    /// <summary>Limits of the additional disk.</summary>
    public const string SetAdditionalDiskBandwidth = "SetAdditionalDiskBandwidth";
    /// <summary>Bridge, VLAN and limit of the network card.</summary>
    public const string SetNetwork = "SetNetwork";
    /// <summary>Firewall; rules are added, never removed.</summary>
    public const string SetFirewall = "SetFirewall";
    /// <summary>Cloud-init.</summary>
    public const string SetCloudInit = "SetCloudInit";
    /// <summary>Deletes the machine; service, addresses and backups stay, and the creation can be gone through again.</summary>
    public const string RemoveInstance = "RemoveInstance";

    /// <summary>All of them, in the order of the creation.</summary>
    public static IReadOnlyList<VmCommand> All { get; } =
    [
        new(SetDedicatedIp, "Set-VmDedicatedIp", VmStatus.Creation, VmStatus.SetIp, VmMark.Any, CloneTemplate),
        new(CloneTemplate, "Copy-VmTemplate", VmStatus.SetIp, VmStatus.Clone, VmMark.Any, SetCpuRam),
        new(SetCpuRam, "Set-VmCpuRam", VmStatus.Clone, VmStatus.SetCpuRam, VmMark.MustBeStopped, SetSystemDiskSize),
        new(SetSystemDiskSize, "Set-VmSystemDiskSize", VmStatus.SetCpuRam, VmStatus.SetSystemDiskSize, VmMark.MayRun, SetSystemDiskBandwidth),
        new(SetSystemDiskBandwidth, "Set-VmSystemDiskBandwidth", VmStatus.SetSystemDiskSize, VmStatus.SetSystemDiskBandwidth, VmMark.MayRun, CreateAdditionalDisk),
        new(CreateAdditionalDisk, "New-VmAdditionalDisk", VmStatus.SetSystemDiskBandwidth, VmStatus.SetCreatedAdditionalDisk, VmMark.MayRun, SetAdditionalDiskSize),
        new(SetAdditionalDiskSize, "Set-VmAdditionalDiskSize", VmStatus.SetCreatedAdditionalDisk, VmStatus.SetAdditionalDiskSize, VmMark.MayRun, SetAdditionalDiskBandwidth),
        new(SetAdditionalDiskBandwidth, "Set-VmAdditionalDiskBandwidth", VmStatus.SetAdditionalDiskSize, VmStatus.SetAdditionalDiskBandwidth, VmMark.MayRun, SetNetwork),
        new(SetNetwork, "Set-VmNetwork", VmStatus.SetAdditionalDiskBandwidth, VmStatus.SetNetwork, VmMark.MayRun, SetFirewall),
        new(SetFirewall, "Set-VmFirewall", VmStatus.SetNetwork, VmStatus.SetFirewall, VmMark.MayRun, SetCloudInit),
        new(SetCloudInit, "Set-VmCloudInit", VmStatus.SetFirewall, VmStatus.SetCloudInit, VmMark.MustBeStopped, null),
        new(RemoveInstance, "Remove-VmInstance", null, VmStatus.SetIp, VmMark.MustBeStopped, CloneTemplate),
    ];

    /// <summary>The command of a name; null when there is none.</summary>
    public static VmCommand? Find(string? name) => All.FirstOrDefault(command => command.Name == name);
}

/// <summary>A command that was asked for: what it leads to, and which command follows.</summary>
public sealed record RequestedVmCommand
{
    /// <summary>The service's number.</summary>
    public long ServiceId => Service.Id;
    /// <summary>Its host name.</summary>
    public string HostName => Service.HostName;
    /// <summary>The cmdlet that asked.</summary>
    public string Command => Request.Cmdlet;
    /// <summary>Whether the machine may run meanwhile.</summary>
    public VmMark Mark => Request.Mark;
    /// <summary>The local status in which the command begins.</summary>
    public required string LocalStatus { get; init; }
    /// <summary>The local status once it is done.</summary>
    public string LeadsTo => Request.LeadsTo(LocalStatus);
    /// <summary>The cmdlet that must follow in the creation; null on a machine that stays ready: there nothing must.</summary>
    public string? NextCommand => LeadsTo != LocalStatus ? Request.NextCmdlet : null;
    /// <summary>How the service's work stands.</summary>
    public OperationState? OperationState => Service.OperationState;
    /// <summary>Whether the machine ran when it was last seen.</summary>
    public string? RemoteStatus => Service.RemoteStatus;
    /// <summary>What held the machine when it was last seen; the command waits until that is gone.</summary>
    public string? RemoteLock => Service.RemoteLock;
    /// <summary>The command.</summary>
    public required VmCommand Request { get; init; }
    /// <summary>The service with what it has to do.</summary>
    public required ProvisionedService Service { get; init; }
}
