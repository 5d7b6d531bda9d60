using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Takes snapshots of machines.</summary>
[Cmdlet(VerbsCommon.New, "ProvisionedVmSnapshot", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class NewProvisionedVmSnapshotCommand : ServiceActionCmdlet
{
    /// <summary>Its name; without it one is made up of the day and the operation's number.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Words for people.</summary>
    [Parameter]
    [Alias("Description")]
    [AllowEmptyString]
    public string? Note { get; set; }

    /// <summary>Holds the memory of a running machine too, which takes longer and more room.</summary>
    [Parameter]
    public SwitchParameter WithMemory { get; set; }

    /// <summary>Removes the oldest of ours when the quota is reached, instead of refusing.</summary>
    [Parameter]
    public SwitchParameter Rotate { get; set; }

    private NewVmSnapshot Wanted => new() { Name = Name, Note = Note.OrNull(), WithMemory = WithMemory, Rotate = Rotate };

    private protected override string Action => "Take snapshot";

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmSnapshots.CreateAsync(service.Id, Wanted, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VmSnapshots.CheckCreateAsync(service.Id, Wanted, cancellation);
}
