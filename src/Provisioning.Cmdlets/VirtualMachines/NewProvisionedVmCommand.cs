using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Security;
using NotNullWhenAttribute = System.Diagnostics.CodeAnalysis.NotNullWhenAttribute;

namespace Provisioning.Commands;

/// <summary>Orders virtual machines. The order is taken at once; ticks do the work.</summary>
[Cmdlet(VerbsCommon.New, "ProvisionedVm", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(ProvisionedService))]
public sealed class NewProvisionedVmCommand : ProvisioningCmdlet
{
    private const string ByName = "Client";
    private const string ById = "ClientId";
    private const int BatchSize = 100;
    private static readonly TimeSpan BatchAge = TimeSpan.FromSeconds(1);

    private readonly List<OrderVm> _batch = [];
    private IOrderDesk? _desk;
    private long _begun;

    /// <summary>The package.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VmPackageNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Package { get; set; } = "";

    /// <summary>The client's user name.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByName, ValueFromPipelineByPropertyName = true)]
    [Alias("UserName")]
    [ArgumentCompleter(typeof(ClientNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Client { get; set; }

    /// <summary>The client's number.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, long.MaxValue)]
    public long? ClientId { get; set; }

    /// <summary>The server; without it the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    [AllowEmptyString]
    public string? Server { get; set; }

    /// <summary>Host name; without it the package's rule makes one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? HostName { get; set; }

    /// <summary>Domain; without it the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Domain { get; set; }

    /// <summary>VMID of the template; without it the options' or the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Template")]
    [ArgumentCompleter(typeof(OsTemplateCompleter))]
    public int? OsTemplate { get; set; }

    /// <summary>Node; without it the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Node")]
    [AllowEmptyString]
    public string? TargetNode { get; set; }

    /// <summary>Cloud-init user; without it the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? OsUser { get; set; }

    /// <summary>Password of that user; without it one is made up.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SecureString? OsPassword { get; set; }

    /// <summary>Public ssh keys besides the package's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("SshKey", "SshKeys")]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[] SshPublicKey { get; set; } = [];

    /// <summary>Options by name, as a table or as text such as <c>cores=4;memory=8</c>; each overrides the package, 0 included.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Option")]
    [ArgumentCompleter(typeof(OptionNameCompleter))]
    [OptionTable]
    [AllowNull]
    public IDictionary? Options { get; set; }

    /// <summary>When it has to be paid for; without it never.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DateOrNothing]
    public DateTimeOffset? DueDate { get; set; }

    /// <summary>Your own reference. A second order with the same one is refused, so an import can be run again.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Reference")]
    [AllowEmptyString]
    public string? OrderReference { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!TryRead(out var order)) return;
        if (!Proceed(Name(order), "Order virtual machine", out var isWhatIf))
        {
            // What -WhatIf promises must be what would happen: a wrong order is told now. Nothing is stored.
            if (isWhatIf)
                TryCall(Name(order), host => host.VirtualMachines.Check(order));
            return;
        }

        if (_batch.Count == 0)
            _begun = Stopwatch.GetTimestamp();
        _batch.Add(order);
        if (_batch.Count == BatchSize || Stopwatch.GetElapsedTime(_begun) >= BatchAge)
            Submit();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Submit();

    private void Submit()
    {
        if (_batch.Count == 0)
            return;

        OrderVm[] orders = [.. _batch];
        _batch.Clear();
        Pump(null, async (host, pump, cancellation) =>
        {
            _desk ??= host.VirtualMachines.OpenOrderDesk();
            foreach (var result in await _desk.SubmitAsync(orders, cancellation))
                pump.Post(() => Write(result));
        });
    }

    private void Write(OrderResult result)
    {
        if (result.Error is { } error)
            WriteError(ErrorRecords.Of(error.AsException(), Name(result.Order)));
        if (result.Service is { } service)
            WriteObject(service);
    }

    private bool TryRead([NotNullWhen(true)] out OrderVm? order)
    {
        order = Order();
        try
        {
            order = order with { Options = OptionTable.Read(Options) };
            return true;
        }
        catch (ProvisioningException e)
        {
            WriteError(ErrorRecords.Of(e, Name(order)));
            return false;
        }
    }

    private OrderVm Order() => new()
    {
        Package = Package,
        Client = ParameterSetName == ByName ? Client : null,
        ClientId = ParameterSetName == ById ? ClientId : null,
        Server = Server.OrNull(),
        HostName = HostName.OrNull(),
        Domain = Domain.OrNull(),
        OsTemplate = OsTemplate is > 0 ? OsTemplate : null,
        TargetNode = TargetNode.OrNull(),
        OsUser = OsUser.OrNull(),
        Password = OsPassword?.Secret(),
        SshKeys = [.. SshPublicKey.Where(key => !string.IsNullOrWhiteSpace(key))],
        DueDate = DueDate,
        OrderReference = OrderReference.OrNull(),
    };

    private static string Name(OrderVm order) =>
        order.OrderReference ?? order.HostName ?? $"{order.Package} for {order.Client ?? $"client {order.ClientId}"}";
}
