using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;

namespace Provisioning.Commands;

/// <summary>Takes existing machines under management. They are marked and recorded as they are; nothing else of them changes.</summary>
[Cmdlet(VerbsLifecycle.Register, "ProvisionedVm", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(ProvisionedService))]
public sealed class RegisterProvisionedVmCommand : ProvisioningCmdlet
{
    private const string ByName = "Client";
    private const string ById = "ClientId";

    /// <summary>The server.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Server { get; set; } = "";

    /// <summary>VMID of the machine.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(100, 999_999_999)]
    public int VmId { get; set; }

    /// <summary>The package it is to have.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Package { get; set; } = "";

    /// <summary>The client's user name.</summary>
    [Parameter(Mandatory = true, Position = 3, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
    [Alias("UserName")]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Client { get; set; }

    /// <summary>The client's number.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, long.MaxValue)]
    public long? ClientId { get; set; }

    /// <summary>Host name; without it the machine's name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? HostName { get; set; }

    /// <summary>Domain; without it what the machine's name says, else the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Domain { get; set; }

    /// <summary>Its addresses, with or without prefix length, the main ones first; without it they are looked for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("IpAddresses", "Address")]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[] IPAddress { get; set; } = [];

    /// <summary>The guest's user; without it cloud-init's, else root.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? OsUser { get; set; }

    /// <summary>That user's password, to be kept.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? OsPassword { get; set; }

    /// <summary>Options by name, as a table or as text such as <c>cores=4;memory=8</c>; each overrides the package, 0 included.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Option")]
    [ArgumentCompleter(typeof(OptionNameCompleter))]
    [OptionTable]
    [AllowNull]
    public IDictionary? Options { get; set; }

    /// <summary>Your own reference. A second one is refused, so an import can be run again.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Reference")]
    [AllowEmptyString]
    public string? OrderReference { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var name = $"VM {VmId.ToString(CultureInfo.InvariantCulture)} on {Server}";
        // Looked at first: what is asked, and what -WhatIf tells, is what will be recorded.
        IAdoption? adoption = null;
        Pump(VmId, async (host, _, cancellation) => adoption = await host.VmUpkeep.PrepareAdoptionAsync(Request(), cancellation));
        if (adoption is null)
            return;

        foreach (var remark in adoption.Plan.Remarks)
            WriteWarning($"{name}: {remark}");
        if (ShouldProcess(name, Action(adoption.Plan)) && TryCall(VmId, _ => adoption.Take(), out var service))
            WriteObject(service);
    }

    private AdoptVm Request() => new()
    {
        Server = Server,
        VmId = VmId,
        Package = Package,
        Client = ParameterSetName == ByName ? Client : null,
        ClientId = ParameterSetName == ById ? ClientId : null,
        HostName = HostName.OrNull(),
        Domain = Domain.OrNull(),
        // A cell of a table holds several at once.
        Addresses = [.. IPAddress.SelectMany(cell => cell.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        OsUser = OsUser.OrNull(),
        Password = OsPassword?.Secret(),
        Options = OptionTable.Read(Options),
        OrderReference = OrderReference.OrNull(),
    };

    private static string Action(AdoptionPlan plan)
    {
        var addresses = plan.Addresses.Count == 0 ? "no addresses" : "addresses " + string.Join(", ", plan.Addresses.Select(a => a.Pool.Length == 0 ? $"{a.Address} (in no pool)" : $"{a.Address} ({a.Pool})"));
        return $"Take under management as {plan.HostName}.{plan.Domain}: package {plan.Package}, client {plan.ClientId.ToString(CultureInfo.InvariantCulture)}, node {plan.Node}, {addresses}, MAC {plan.Mac ?? "unknown"}, user {plan.OsUser}";
    }
}
