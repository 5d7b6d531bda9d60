using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists clients.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisioningClient", DefaultParameterSetName = ByName)]
[OutputType(typeof(ProvisioningClient))]
public sealed class GetProvisioningClientCommand : ProvisioningCmdlet
{
    private const string ByName = "UserName";
    private const string ById = "Id";

    /// <summary>User names; without it all clients.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [SupportsWildcards]
    public string[] UserName { get; set; } = ["*"];

    /// <summary>Numbers of clients.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("ClientId")]
    public long[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
        {
            foreach (var id in Id)
                Stream<ProvisioningClient>(id, host => [host.Clients.Get(id)]);
            return;
        }

        foreach (var name in UserName)
            Stream(name, host => Names.Search(name, host.Clients.Find, plain => ClientIdentity.Of(plain).Find(host.Clients)));
    }
}
