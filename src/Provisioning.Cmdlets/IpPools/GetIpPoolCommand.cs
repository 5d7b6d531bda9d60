using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists address pools and how full they are.</summary>
[Cmdlet(VerbsCommon.Get, "IpPool")]
[OutputType(typeof(IpPool))]
public sealed class GetIpPoolCommand : ProvisioningCmdlet
{
    /// <summary>Their names; without it all of them.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Pool")]
    [ArgumentCompleter(typeof(IpPoolNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Pools of this server only.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>Pools of this version of the Internet Protocol only.</summary>
    [Parameter]
    [Alias("AddressFamily")]
    public IpFamily? Family { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Stream(name, host => Names.Search(name, pattern => host.Pools.Find(pattern, Server.OrNull(), Family), host.Pools.Get));
    }
}
