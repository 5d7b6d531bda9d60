using System.Globalization;

namespace Provisioning.Commands;

/// <summary>
/// A command that forces one thing of a machine to its package's values. In which statuses it may be asked for, whether the machine may run,
/// and which command follows is one table: <see cref="VmCommands"/>.
/// </summary>
public abstract class VmCommandCmdlet : ServiceActionCmdlet
{
    /// <summary>The command's name in that table.</summary>
    private protected abstract string Command { get; }

    private protected override async ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VirtualMachines.RunStepAsync(service.Id, Command, cancellation);

    private protected override async ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        await host.VirtualMachines.CheckStepAsync(service.Id, Command, cancellation);

    private protected override void Write(object outcome)
    {
        var asked = (RequestedVmCommand)outcome;
        if (asked.RemoteLock is { } held)
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"VM {asked.Service.RemoteId} of service {asked.ServiceId} is locked ({held}) as last seen; {asked.Command} waits until the lock is gone."));
        WriteObject(asked);
    }
}
