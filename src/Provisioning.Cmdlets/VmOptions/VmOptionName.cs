namespace Provisioning.Commands;

/// <summary>An option as it may be written: by its own name, as the parameter that sets it, or in short.</summary>
/// <param name="Option">Its name, one of <see cref="VmOption"/>.</param>
/// <param name="Parameter">The parameter that sets it.</param>
/// <param name="Shorts">Other names; none of the older ones (CPU, ipv4, …): a plain name may stand beside those, and beats them.</param>
internal sealed record VmOptionName(string Option, string Parameter, params string[] Shorts)
{
    /// <summary>All of them, in the order of the package.</summary>
    public static IReadOnlyList<VmOptionName> All { get; } =
    [
        new(VmOption.OperatingSystem, nameof(VmOptionCmdlet.OsTemplate), "Template"),
        new(VmOption.CpuCores, nameof(VmOptionCmdlet.Cores)),
        new(VmOption.Ram, nameof(VmOptionCmdlet.MemoryGB), "Memory"),
        new(VmOption.Backups, nameof(VmOptionCmdlet.Backups)),
        new(VmOption.Snapshots, nameof(VmOptionCmdlet.Snapshots)),
        new(VmOption.SystemDisk, nameof(VmOptionCmdlet.SystemDiskGB), "SystemDisk"),
        new(VmOption.SystemDiskReadBandwidth, nameof(VmOptionCmdlet.SystemDiskReadMBps)),
        new(VmOption.SystemDiskWriteBandwidth, nameof(VmOptionCmdlet.SystemDiskWriteMBps)),
        new(VmOption.SystemDiskReadIops, nameof(VmOptionCmdlet.SystemDiskReadIops)),
        new(VmOption.SystemDiskWriteIops, nameof(VmOptionCmdlet.SystemDiskWriteIops)),
        new(VmOption.AdditionalDisk, nameof(VmOptionCmdlet.AdditionalDiskGB), "AdditionalDisk"),
        new(VmOption.AdditionalDiskReadBandwidth, nameof(VmOptionCmdlet.AdditionalDiskReadMBps)),
        new(VmOption.AdditionalDiskWriteBandwidth, nameof(VmOptionCmdlet.AdditionalDiskWriteMBps)),
        new(VmOption.AdditionalDiskReadIops, nameof(VmOptionCmdlet.AdditionalDiskReadIops)),
        new(VmOption.AdditionalDiskWriteIops, nameof(VmOptionCmdlet.AdditionalDiskWriteIops)),
        new(VmOption.NetworkBandwidth, nameof(VmOptionCmdlet.NetworkMBps)),
        new(VmOption.IPv4Addresses, nameof(VmOptionCmdlet.IPv4Count)),
        new(VmOption.IPv6Addresses, nameof(VmOptionCmdlet.IPv6Count)),
    ];

    /// <summary>The option's own name; what is none of ours stays as it was written, for whoever knows older names to judge.</summary>
    public static string Of(string written) => All.FirstOrDefault(name => name.Is(written.Trim()))?.Option ?? written.Trim();

    private bool Is(string written) =>
        Same(Option, written) || Same(Parameter, written) || Array.Exists(Shorts, other => Same(other, written));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
