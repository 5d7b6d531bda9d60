using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Lists services and how they stand.</summary>
[Cmdlet(VerbsCommon.Get, "ProvisionedService", DefaultParameterSetName = ByFilter)]
[OutputType(typeof(ProvisionedService))]
public sealed class GetProvisionedServiceCommand : ProvisioningCmdlet
{
    private const string ByFilter = "Filter";
    private const string ById = "Id";

    /// <summary>Services: numbers, or objects that belong to one.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ById, ValueFromPipeline = true)]
    [Alias("ServiceId")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public ServiceIdentity[] Id { get; set; } = [];

    /// <summary>Host name or FQDN.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [SupportsWildcards]
    public string? HostName { get; set; }

    /// <summary>Where they stand towards their clients; without it terminated services are left out.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    public ServiceStatus[]? Status { get; set; }

    /// <summary>The step of our work that was completed last.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [ArgumentCompleter(typeof(LocalStatusCompleter))]
    public string? LocalStatus { get; set; }

    /// <summary>Services on this server only.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string? Server { get; set; }

    /// <summary>Services of this package only.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    public string? Package { get; set; }

    /// <summary>Services of these clients only: user names, numbers or objects.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [ClientIdentity]
    public ClientIdentity[]? Client { get; set; }

    /// <summary>The orderer's own reference.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    [Alias("Reference")]
    public string? OrderReference { get; set; }

    /// <summary>Only services whose operation stopped with an error.</summary>
    [Parameter(ParameterSetName = ByFilter)]
    public SwitchParameter Stopped { get; set; }

    /// <summary>Adds the sign-in of the delivered service as the property Credential.</summary>
    [Parameter]
    public SwitchParameter IncludeCredential { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
        {
            foreach (var id in Services(Id, "Get-Service"))
                Stream<ProvisionedService>(id, host => [host.Services.Get(id)], Write);
            return;
        }

        if (Client is null)
        {
            Find(null);
            return;
        }

        foreach (var client in Client)
        {
            if (TryCall(client.ToString(), host => client.Id ?? client.Find(host.Clients).Id, out var id))
                Find(id);
        }
    }

    private void Find(long? client)
    {
        var filter = new ServiceFilter
        {
            HostName = HostName.OrNull(),
            Statuses = Status,
            LocalStatus = LocalStatus.OrNull(),
            Server = Server.OrNull(),
            Package = Package.OrNull(),
            ClientId = client,
            OrderReference = OrderReference.OrNull(),
            Stopped = Stopped,
        };
        Stream(HostName, host => host.Services.Find(filter, Cancellation), Write);
    }

    private void Write(ProvisionedService service)
    {
        if (!IncludeCredential)
        {
            WriteObject(service);
            return;
        }

        if (!TryCall(service.Id, host => host.Services.RevealCredential(service.Id), out var credential))
            return;
        var shown = new PSObject(service);
        shown.Properties.Add(new PSNoteProperty("Credential", credential?.ToCredential()));
        WriteObject(shown);
    }
}
