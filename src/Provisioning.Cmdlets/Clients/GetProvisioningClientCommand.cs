using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists clients.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisioningClient")]
[OutputType(typeof(ProvisioningClient))]
public sealed class GetProvisioningClientCommand : ProvisioningCmdlet
{
    /// <summary>User names, numbers, or objects that belong to a client; without it all clients.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("UserName", "Id")]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [SupportsWildcards]
    [ClientIdentity]
    public ClientIdentity[]? Client { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Client is null)
            Stream(null, host => host.Clients.Find());
        foreach (var client in Client ?? [])
            Stream(client.ToString(), host => client.Search(host.Clients));
    }
}
