using System.Management.Automation;

namespace Provisioning.Commands;

/// <summary>Starts virtual machines.</summary>
[Cmdlet(VerbsLifecycle.Start, "ProvisionedVm", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisionedService))]
public sealed class StartProvisionedVmCommand : ServiceActionCmdlet
{
    private protected override string Action => "Start machine";

    private protected override ValueTask<object?> ActAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        new(host.VirtualMachines.Start(service.Id));

    private protected override ValueTask CheckAsync(IProvisioningHost host, ProvisionedService service, CancellationToken cancellation) =>
        Demand(host, service, "Start");
}
