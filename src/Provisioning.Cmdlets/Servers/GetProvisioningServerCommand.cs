using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists registered servers.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisioningServer")]
[OutputType(typeof(ProvisioningServer))]
public sealed class GetProvisioningServerCommand : ProvisioningCmdlet
{
    /// <summary>Their names; without it all of them.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Server")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            Stream(name, host => Names.Search(name, host.Servers.Find, host.Servers.Get));
    }
}
