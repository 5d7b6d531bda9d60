using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Enters a range of addresses that orders of a server are served from.</summary>
[Cmdlet(VerbsCommon.New, "IpPool", SupportsShouldProcess = true, DefaultParameterSetName = OfNetwork)]
[OutputType(typeof(IpPool))]
public sealed class NewIpPoolCommand : IpPoolWritingCmdlet
{
    private const string OfNetwork = "Cidr";
    private const string OfRange = "Range";
    private const string UsualBridge = "vmbr0";

    /// <summary>The name it is known by.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The server (a whole cluster) whose services use it.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Server { get; set; } = "";

    /// <summary>The network, such as <c>203.0.113.0/24</c>: its prefix length and, unless Start and Stop say otherwise, all its host addresses.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = OfNetwork, ValueFromPipelineByPropertyName = true)]
    [Alias("Network")]
    [ValidateNotNullOrEmpty]
    public string Cidr { get; set; } = "";

    /// <summary>First address of the range.</summary>
    [Parameter(ParameterSetName = OfNetwork, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = OfRange, ValueFromPipelineByPropertyName = true)]
    public string? Start { get; set; }

    /// <summary>Last address of the range.</summary>
    [Parameter(ParameterSetName = OfNetwork, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = OfRange, ValueFromPipelineByPropertyName = true)]
    public string? Stop { get; set; }

    /// <summary>Prefix length (1 to 32, or 1 to 128).</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfRange, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 128)]
    public int PrefixLength { get; set; }

    /// <summary>Gateway: same version, never handed out.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Gateway { get; set; } = "";

    private protected override bool CreatesStore => true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Pool() is { } pool && ShouldProcess($"{Name} ({pool.Start} - {pool.Stop})", "New address pool") && TryCall(Name, host => host.Pools.Create(pool), out var created))
            WriteObject(created);
    }

    private IpPool? Pool()
    {
        var network = ParameterSetName == OfNetwork ? CidrRange.Read(Cidr) : null;
        var family = network?.Family ?? CidrRange.FamilyOf(Start ?? "");
        if (family is null || (ParameterSetName == OfNetwork && network is null))
        {
            var wrong = ParameterSetName == OfNetwork ? $"'{Cidr}' is not a network. Give its first address and prefix length, such as 203.0.113.0/24 or 2001:db8:1::/64." : $"'{Start}' is not an address.";
            WriteError(ErrorRecords.Of(new ProvisioningException(ErrorIds.InvalidValue, ErrorKind.Invalid, wrong, Name), Name));
            return null;
        }

        return Apply(new IpPool
        {
            Name = Name,
            Server = Server,
            Family = family.Value,
            Start = Start.OrNull() ?? network!.First,
            Stop = Stop.OrNull() ?? network!.Last,
            PrefixLength = network?.PrefixLength ?? PrefixLength,
            Gateway = Gateway,
            Bridge = UsualBridge,
        });
    }
}
