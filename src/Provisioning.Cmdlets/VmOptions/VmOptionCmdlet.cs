using System.Collections;
using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>The options of a machine as parameters. What is not given stays as it is; 0 is a value with a meaning of its own.</summary>
public abstract class VmOptionCmdlet : ServiceActionCmdlet
{
    /// <summary>VMID of the template of later installations.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Template")]
    [ArgumentCompleter(typeof(OsTemplateCompleter))]
    [EmptyIsNothing]
    public int? OsTemplate { get; set; }

    /// <summary>Cores.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Cpu")]
    [EmptyIsNothing]
    public int? Cores { get; set; }

    /// <summary>Memory in GB (GiB); fractions such as 0.5 are fine.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Ram")]
    [EmptyIsNothing]
    public decimal? MemoryGB { get; set; }

    /// <summary>Backups the client may keep; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? Backups { get; set; }

    /// <summary>Snapshots the client may keep; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? Snapshots { get; set; }

    /// <summary>Size of the system disk in GB (GiB); 0 keeps the size it has. A disk is never shrunk.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? SystemDiskGB { get; set; }

    /// <summary>Reading limit of the system disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public decimal? SystemDiskReadMBps { get; set; }

    /// <summary>Writing limit of the system disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public decimal? SystemDiskWriteMBps { get; set; }

    /// <summary>Reading limit of the system disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? SystemDiskReadIops { get; set; }

    /// <summary>Writing limit of the system disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? SystemDiskWriteIops { get; set; }

    /// <summary>Size of the additional disk in GB (GiB); 0 deletes the disk that the package gave. It is never shrunk.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? AdditionalDiskGB { get; set; }

    /// <summary>Reading limit of the additional disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public decimal? AdditionalDiskReadMBps { get; set; }

    /// <summary>Writing limit of the additional disk in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public decimal? AdditionalDiskWriteMBps { get; set; }

    /// <summary>Reading limit of the additional disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? AdditionalDiskReadIops { get; set; }

    /// <summary>Writing limit of the additional disk in operations a second; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? AdditionalDiskWriteIops { get; set; }

    /// <summary>Limit of the network card in MB/s; 0 is none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public decimal? NetworkMBps { get; set; }

    /// <summary>IPv4 addresses; 0 gives all of them back.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? IPv4Count { get; set; }

    /// <summary>IPv6 addresses; 0 gives all of them back.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyIsNothing]
    public int? IPv6Count { get; set; }

    /// <summary>Options by name, as a table or as text such as <c>cores=4;memory=8</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Option")]
    [ArgumentCompleter(typeof(OptionNameCompleter))]
    [OptionTable]
    [AllowNull]
    public IDictionary? Options { get; set; }

    /// <summary>All options that were given, by their own names.</summary>
    /// <exception cref="ProvisioningException">InvalidValue, ContradictoryValues.</exception>
    private protected IReadOnlyDictionary<string, string> Given()
    {
        var given = OptionTable.Read(Options);
        foreach (var name in VmOptionName.All)
        {
            if (Value(name.Parameter) is not { } value) continue;
            if (!given.TryAdd(name.Option, Arguments.Text(value)))
                throw new ProvisioningException(ErrorIds.ContradictoryValues, ErrorKind.Invalid, $"Option '{name.Option}' is given by -{name.Parameter} and by -Options; give it once.", name.Option);
        }

        return given;
    }

    private object? Value(string parameter) => parameter switch
    {
        nameof(OsTemplate) => OsTemplate,
        nameof(Cores) => Cores,
        nameof(MemoryGB) => MemoryGB,
        nameof(Backups) => Backups,
        nameof(Snapshots) => Snapshots,
        nameof(SystemDiskGB) => SystemDiskGB,
        nameof(SystemDiskReadMBps) => SystemDiskReadMBps,
        nameof(SystemDiskWriteMBps) => SystemDiskWriteMBps,
        nameof(SystemDiskReadIops) => SystemDiskReadIops,
        nameof(SystemDiskWriteIops) => SystemDiskWriteIops,
        nameof(AdditionalDiskGB) => AdditionalDiskGB,
        nameof(AdditionalDiskReadMBps) => AdditionalDiskReadMBps,
        nameof(AdditionalDiskWriteMBps) => AdditionalDiskWriteMBps,
        nameof(AdditionalDiskReadIops) => AdditionalDiskReadIops,
        nameof(AdditionalDiskWriteIops) => AdditionalDiskWriteIops,
        nameof(NetworkMBps) => NetworkMBps,
        nameof(IPv4Count) => IPv4Count,
        nameof(IPv6Count) => IPv6Count,
        _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "no parameter sets this option"),
    };
}
