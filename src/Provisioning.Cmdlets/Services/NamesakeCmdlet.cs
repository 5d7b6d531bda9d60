using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>
/// Cmdlets whose short name Windows has too. Each exists twice, as a cmdlet of its own under either name, because an alias would be resolved
/// by whatever owns the short name when it is called. What was meant for Windows must never reach a provisioned service, so bare text is
/// refused, a number in quotes included, and the parameters of the Windows cmdlet lead to the same refusal.
/// </summary>
public abstract class NamesakeCmdlet : ServiceActionCmdlet
{
    /// <summary>Services: numbers, or objects that belong to one. A name is refused, under the parameters of the Windows cmdlet as well.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("ServiceId", "Name", "DisplayName", "InputObject")]
    [ArgumentCompleter(typeof(ServiceIdCompleter))]
    [ServiceIdentity]
    public override ServiceIdentity[] Id { get; set; } = [];

    /// <summary>The operation's name, which is also the verb of the Windows cmdlet.</summary>
    private protected abstract string Operation { get; }

    /// <summary>The cmdlet of Windows that has the short name.</summary>
    private protected virtual string WindowsCmdlet => $"{Operation}-Service";

    private protected override long? Number(ServiceIdentity identity)
    {
        if (identity is { Id: { } id, IsText: false })
            return id;
        WriteError(ErrorRecords.Of(identity.Refusal(WindowsCmdlet).AsException()));
        return null;
    }

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        Demand(host, service, Operation);
}
